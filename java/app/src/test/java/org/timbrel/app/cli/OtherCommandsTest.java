// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioInfo;
import org.timbrel.audio.io.WavEncoding;

/** devices, info and samples. */
class OtherCommandsTest {

    private static final String RAIN = "../../audio-samples/models/rain.safetensors";

    @TempDir private Path folder;

    @Test
    void devicesListsTheCpuAndSaysWhyThereIsNoGpu() throws IOException {
        Run run = Run.of("devices").succeeded();
        assertTrue(run.outLines().get(0).startsWith("cpu   "), run.out());
        for (JsonNode device : json(Run.of("devices", "--json"))) {
            boolean usable = device.get("usable").asBoolean();
            String said = device.get(usable ? "description" : "reason").asText();
            assertFalse(said.isBlank(), device.toString());
        }
    }

    @Test
    void devicesSayWhatAModelIsGeneratedWith() throws IOException {
        Run run = Run.of("devices", "--model", RAIN, "--slots", "8").succeeded();
        assertTrue(
                run.outLines()
                        .get(0)
                        .matches(".*rain.safetensors: \\d layers? of \\d+ units, 8 slots in fp32"),
                run.out());
        assertTrue(
                run.outLines().get(1).matches("cpu   plain: the CPU's own kernels \\(\\w+\\)"),
                run.out());
        JsonNode json = json(Run.of("devices", "--model", RAIN, "--precision", "tf32", "--json"));
        assertEquals(1, json.get("slots").asInt());
        JsonNode cpu = json.get("devices").get(0);
        assertFalse(cpu.get("usable").asBoolean(), json.toString());
        assertTrue(cpu.get("why").asText().contains("tf32"), json.toString());
        for (JsonNode device : json.get("devices")) {
            assertFalse(device.get("why").asText().isBlank(), json.toString());
        }
    }

    @Test
    void devicesRefuseWhatSaysNothing() {
        Run.of("devices", "--slots", "2")
                .wrongUsage(
                        "timbrel devices: --slots and --precision say how a model generates: give"
                                + " --model too");
        Run.of("devices", "--model", RAIN, "--self-test")
                .wrongUsage("timbrel devices: give --self-test or --model, not both");
        Run.of("devices", "--model", RAIN, "--slots", "0")
                .wrongUsage("timbrel devices: slots 0 is below 1");
    }

    @Test
    void devicesTestThemselves() throws IOException {
        JsonNode json = json(Run.of("devices", "--self-test", "--json").succeeded());
        assertTrue(json.get("ok").asBoolean(), json.toString());
        assertTrue(json.get("kernels").size() >= 6, json.toString());
        for (JsonNode kernels : json.get("kernels")) {
            assertTrue(kernels.get("ok").asBoolean(), kernels.toString());
            assertTrue(kernels.get("error").asDouble() <= kernels.get("limit").asDouble());
        }
    }

    @Test
    void benchRunsFromACloneOnly() {
        Run.of("bench", "generate", "--quick")
                .failed("timbrel bench: runs from a clone of Timbrel only: ./timbrel bench");
    }

    @Test
    void infoOfASound() throws IOException {
        float[] samples = {0.5f, -0.5f, 0.5f, -0.5f};
        Path sound = Sounds.wav(folder.resolve("a.wav"), samples, WavEncoding.FLOAT_32);
        JsonNode json = json(Run.of("info", sound, "--json").succeeded());
        assertEquals(44_100, json.get("sampleRateHz").asInt());
        assertEquals(1, json.get("channels").asInt());
        assertEquals(-6.0206, json.get("peakDbfs").asDouble(), 1e-4);
        assertEquals(-6.0206, json.get("rmsDbfs").asDouble(), 1e-4);
        String text = Run.of("info", sound).succeeded().out();
        assertTrue(text.contains("peak           -6.02 dBFS"), text);
    }

    @Test
    void infoOfSilenceHasNoPeak() throws IOException {
        Path sound = Sounds.wav(folder.resolve("a.wav"), new float[10], WavEncoding.PCM_16);
        assertTrue(Run.of("info", sound).succeeded().out().contains("peak           silence"));
        assertTrue(json(Run.of("info", sound, "--json")).get("peakDbfs").isNull());
    }

    @Test
    void infoOfFeatures() throws IOException {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 1280);
        Path features = folder.resolve("a.npz");
        Run.of("extract", sound, "-o", features).succeeded();
        String text = Run.of("info", features).succeeded().out();
        assertTrue(text.startsWith("mfcc           [11, 40] float32 dB"), text);
        JsonNode json = json(Run.of("info", features, "--json").succeeded());
        assertEquals(11, json.get("frames").asInt());
        assertEquals(512, json.at("/spec/fftSize").asInt());
    }

    @Test
    void infoOfWhatItDoesNotKnow() throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"), "hello");
        Run run = Run.of("info", text);
        assertEquals(1, run.status());
        assertEquals(1, run.errLines().size(), run.err());
        Path empty = Files.writeString(folder.resolve("empty.npz"), "");
        Run.of("info", empty).failed("timbrel info: " + empty + ": empty file");
        Run.of("info", folder)
                .failed("timbrel info: " + folder + ": is a folder; name a file in it");
        Path cut = Files.writeString(folder.resolve("cut.npz"), "PK\3\4");
        Run broken = Run.of("info", cut);
        assertEquals(1, broken.status());
        assertEquals(1, broken.errLines().size(), broken.err());
    }

    @Test
    void samplesWritesWhatItIsAskedFor() throws IOException {
        Path out = folder.resolve("new/samples");
        Run run = Run.of("samples", out, "--seconds", 0.5, "--only", "rain,Fire").succeeded();
        assertEquals(
                List.of(out.resolve("rain.wav") + ": 0.5 s", out.resolve("fire.wav") + ": 0.5 s"),
                run.outLines());
        AudioInfo info = AudioFiles.info(out.resolve("rain.wav"));
        assertEquals(44_100, info.sampleRateHz());
        assertEquals(22_050, info.lengthFrames());
    }

    @Test
    void samplesDependOnTheSeedAlone() throws IOException {
        byte[] one = rain("one", 7, 1);
        assertArrayEquals(one, rain("two", 7, 4));
        assertFalse(Arrays.equals(one, rain("three", 8, 1)));
    }

    private byte[] rain(String name, long seed, int jobs) throws IOException {
        Path out = folder.resolve(name);
        Run.of("samples", out, "--seconds", 0.2, "--only", "rain", "--seed", seed, "--jobs", jobs)
                .succeeded();
        return Files.readAllBytes(out.resolve("rain.wav"));
    }

    @Test
    void samplesLeavesWhatExists() throws IOException {
        Path rain = Files.writeString(folder.resolve("rain.wav"), "mine");
        Run.of("samples", folder, "--seconds", 0.1, "--only", "rain,fire")
                .failed(
                        "timbrel samples: " + rain + ": exists already; --force replaces it",
                        "timbrel samples: 1 of 2 files failed");
        assertEquals("mine", Files.readString(rain));
        assertTrue(Files.exists(folder.resolve("fire.wav")));
        Run.of("samples", folder, "--seconds", 0.1, "--only", "rain", "--force").succeeded();
        assertTrue(Files.size(rain) > 4);
    }

    private static JsonNode json(Run run) throws IOException {
        return new ObjectMapper().readTree(run.out());
    }
}
