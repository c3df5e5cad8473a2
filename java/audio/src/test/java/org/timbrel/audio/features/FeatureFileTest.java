// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.npz.NpyArray;
import org.timbrel.audio.npz.NpzFile;
import org.timbrel.audio.npz.WholeFile;
import org.timbrel.audio.pitch.PitchFrame;

class FeatureFileTest {

    @TempDir Path folder;
    private Path file;
    private Features features;

    @BeforeEach
    void extract() throws IOException {
        file = folder.resolve("noise.npz");
        FeatureSpec spec = Profile.TEXTURE.builder().melBands(8).coefficients(5).build();
        features =
                new FeatureExtractor(spec)
                        .extract(new BlockReader(BlockReader.noise(3000, 1), 44100, 512));
    }

    @Test
    void comesBackAsItWas() throws IOException {
        FeatureFile.write(file, features);
        assertEquals(features, FeatureFile.read(file));
    }

    /** Every array there can be, each value another. */
    private static Features everything(int frames) {
        FeatureSpec spec =
                Profile.PITCHED
                        .builder()
                        .melBands(8)
                        .coefficients(5)
                        .extras(List.of(Extra.values()))
                        .build();
        FrameMatrix vectors = counting(frames, spec.vectorSize(), 0);
        for (int t = 0; t < frames; t++) {
            for (int i = 0; i < PitchFrame.SIZE; i++) {
                // Around 150 Hz, and shares of 0..1.
                float value = (i == PitchFrame.LOG_F0 ? 5 : 0) + (10 * t + i) / 100f;
                vectors.values()[t * vectors.dims() + spec.coefficients() + i] = value;
            }
        }
        return new Features(
                spec,
                vectors,
                counting(frames, spec.melBands(), 100_000),
                counting(frames, spec.extrasSize(), 200_000));
    }

    private static FrameMatrix counting(int frames, int dims, int first) {
        float[] values = new float[frames * dims];
        for (int i = 0; i < values.length; i++) {
            values[i] = first + i;
        }
        return new FrameMatrix(values, frames, dims);
    }

    @Test
    void pitchAndExtrasComeBackEachInAnArray() throws IOException {
        Features all = everything(3);
        FeatureFile.write(file, all);
        assertEquals(all, FeatureFile.read(file));
        Map<String, NpyArray> arrays = WholeFile.read(file);
        assertEquals(
                List.of(
                        "mfcc",
                        "mel",
                        "log_f0",
                        "voicing",
                        "band_voicing",
                        "delta",
                        "delta2",
                        "energy",
                        "onset",
                        "centroid",
                        "loudness",
                        "spec"),
                List.copyOf(arrays.keySet()));
        // A vector has 5 coefficients and 7 values of pitch, the extras are 5, 5 and 4 times 1.
        assertArrayEquals(new float[] {5, 5.1f, 5.2f}, arrays.get("log_f0").floats());
        assertArrayEquals(new int[] {3}, arrays.get("voicing").shape());
        assertArrayEquals(new int[] {3, 5}, arrays.get("band_voicing").shape());
        assertEquals(0.02f, arrays.get("band_voicing").floats()[0]);
        assertArrayEquals(new int[] {3, 5}, arrays.get("delta2").shape());
        assertArrayEquals(new float[] {200_013, 200_027, 200_041}, arrays.get("loudness").floats());
    }

    @Test
    void vectorsAreReadOneByOne() throws IOException {
        Features all = everything(3);
        FeatureFile.write(file, all);
        try (FeatureReader reader = FeatureReader.open(file)) {
            assertEquals(3, reader.frames());
            assertEquals(all.spec(), reader.spec());
            assertEquals(List.of(3, 5), reader.shapes().get("delta"));
            assertEquals(List.of(3), reader.shapes().get("log_f0"));
            float[] vector = new float[12];
            for (int t = 0; t < 3; t++) {
                assertTrue(reader.next(vector));
                assertArrayEquals(all.vectors().row(t), vector);
            }
            assertFalse(reader.next(vector));
        }
    }

    @Test
    void aPitchBeyondTheSpecsIsRefused() throws IOException {
        FeatureFile.write(file, everything(3));
        Map<String, NpyArray> changed = new LinkedHashMap<>(WholeFile.read(file));
        changed.put("log_f0", NpyArray.ofFloats(new float[] {5, 40, 5}, 3));
        assertTrue(refusal(changed).startsWith("array log_f0 is 40.0 in frame 1, outside "));
        changed.put("log_f0", NpyArray.ofFloats(new float[] {5, 5, 0}, 3));
        assertTrue(refusal(changed).startsWith("array log_f0 is 0.0 in frame 2, outside "));
    }

    @Test
    void arraysOfPitchAreCheckedToo() throws IOException {
        FeatureFile.write(file, everything(3));
        Map<String, NpyArray> arrays = WholeFile.read(file);
        Map<String, NpyArray> changed = new LinkedHashMap<>(arrays);
        changed.remove("voicing");
        assertTrue(
                refusal(changed).startsWith("holds no array voicing, only [mfcc, mel, log_f0, "));
        changed.put("voicing", NpyArray.ofFloats(new float[4], 4));
        assertEquals("voicing has 4 frames, mfcc has 3", refusal(changed));
        changed.put("voicing", NpyArray.ofFloats(new float[3], 3, 1));
        assertEquals("array voicing is <f4 [3, 1], not [frames]", refusal(changed));
        changed.put("voicing", NpyArray.ofFloats(new float[] {0, 1, 7}, 3));
        assertEquals("array voicing is 7.0 in frame 2, outside -0.001..1.001", refusal(changed));
        changed.put("voicing", NpyArray.ofText("no numbers"));
        assertEquals("array voicing is <U10 [], not [rows] or [rows, columns]", refusal(changed));
        changed.put("voicing", NpyArray.ofFloats(new float[] {0, 1, Float.NaN}, 3));
        assertEquals("array voicing is NaN in frame 2", refusal(changed));
    }

    @Test
    void sameFeaturesSameBytes() throws IOException {
        FeatureFile.write(file, features);
        byte[] first = Files.readAllBytes(file);
        FeatureFile.write(file, features);
        assertArrayEquals(first, Files.readAllBytes(file));
    }

    @Test
    void numpyOpensIt() throws IOException, InterruptedException {
        assumeTrue(hasNumpy(), "skipped: no python3 with NumPy here");
        FeatureFile.write(file, features);
        String script =
                """
                import json, sys, numpy
                f = numpy.load(sys.argv[1], allow_pickle=False)
                spec = json.loads(str(f['spec']))
                print(f.files, f['mfcc'].shape, f['mfcc'].dtype, f['mel'].shape, spec['hopSamples'])
                print(repr(float(f['mfcc'][3, 2])), repr(float(f['mel'][0, 7])))
                """;
        String expected =
                """
                ['mfcc', 'mel', 'spec'] (24, 5) float32 (24, 8) 128
                %s %s
                """
                        .formatted(
                                (double) features.mfcc().at(3, 2),
                                (double) features.mel().at(0, 7));
        assertEquals(expected, python(script, file.toString()));
    }

    private static boolean hasNumpy() throws IOException, InterruptedException {
        try {
            return python("import numpy; print('yes')").equals("yes\n");
        } catch (IOException e) {
            return false;
        }
    }

    private static String python(String script, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", script);
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private String refusal(Map<String, NpyArray> arrays) throws IOException {
        NpzFile.write(file, arrays);
        return assertThrows(IOException.class, () -> FeatureFile.read(file)).getMessage();
    }

    @Test
    void refusesWhatIsNoFeatureFile() throws IOException {
        FeatureFile.write(file, features);
        NpyArray spec = WholeFile.read(file).get("spec");
        NpyArray mfcc = NpyArray.ofFloats(new float[10], 2, 5);
        NpyArray mel = NpyArray.ofFloats(new float[16], 2, 8);
        assertEquals("holds no array spec, only [mfcc]", refusal(Map.of("mfcc", mfcc)));
        assertEquals(
                "mfcc has 4 columns, its spec says 5",
                refusal(
                        Map.of(
                                "spec",
                                spec,
                                "mel",
                                mel,
                                "mfcc",
                                NpyArray.ofFloats(new float[8], 2, 4))));
        assertEquals(
                "array mel is <f4 [16], not [frames, columns]",
                refusal(
                        Map.of(
                                "spec",
                                spec,
                                "mfcc",
                                mfcc,
                                "mel",
                                NpyArray.ofFloats(new float[16], 16))));
        float[] bad = new float[16];
        bad[9] = Float.NaN;
        assertEquals(
                "array mel is NaN in frame 1",
                refusal(Map.of("spec", spec, "mfcc", mfcc, "mel", NpyArray.ofFloats(bad, 2, 8))));
        assertEquals(
                "its spec is not understood: profile is missing",
                refusal(Map.of("spec", NpyArray.ofText("{}"), "mfcc", mfcc, "mel", mel)));
        String text = spec.text().replace("\"hopSamples\":128", "\"hopSamples\":0");
        assertEquals(
                "its spec is not understood: hopSamples 0 is outside 1..fftSize (512)",
                refusal(Map.of("spec", NpyArray.ofText(text), "mfcc", mfcc, "mel", mel)));
    }

    @Test
    void everyChangedByteOfTheDataIsNoticed() throws IOException {
        FeatureFile.write(file, features);
        byte[] damaged = Files.readAllBytes(file);
        damaged[600] ^= 1;
        Files.write(file, damaged);
        assertEquals(
                "array mfcc is damaged: its checksum is not that of its bytes",
                assertThrows(IOException.class, () -> FeatureFile.read(file)).getMessage());
    }

    /** Cut anywhere or with a byte changed: the same features, or one line; nothing else. */
    @Test
    void damageIsAnIOException() throws IOException {
        FeatureFile.write(file, features);
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 400; run++) {
            byte[] damaged =
                    run % 2 == 0
                            ? Arrays.copyOf(whole, random.nextInt(whole.length))
                            : whole.clone();
            if (run % 2 == 1) {
                damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            try {
                FeatureFile.read(file);
                assertTrue(run % 2 == 1, "a cut file was read");
            } catch (IOException e) {
                assertTrue(!e.getMessage().isBlank() && !e.getMessage().contains("\n"));
            }
        }
    }
}
