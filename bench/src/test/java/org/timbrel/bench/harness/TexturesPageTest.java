// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.bench.textures.Drift;
import org.timbrel.bench.textures.LongDrift;
import org.timbrel.bench.textures.Morph;
import org.timbrel.bench.textures.MorphRun;
import org.timbrel.bench.textures.TextureAims;
import org.timbrel.bench.textures.TextureMeans;
import org.timbrel.bench.textures.TextureMeasure;
import org.timbrel.bench.textures.TextureResult;
import org.timbrel.bench.textures.TextureRun.Heard;
import org.timbrel.bench.textures.TextureSystem;
import picocli.CommandLine;

class TexturesPageTest {

    @TempDir private Path folder;

    private final List<TextureResult> results =
            List.of(
                    result("floor", 1, 0, null, 0.45),
                    result("copy", 1, 0, 0.25, 0.5),
                    result("bank", 1, 20, 0.5, 0.50),
                    result("bank", 2, 30, 0.5, 0.512));

    private static TextureResult result(
            String system, long seed, double training, Double cpu, double ts) {
        return new TextureResult(
                "rain",
                system,
                seed,
                60,
                training,
                cpu,
                Map.of(TextureMeasure.TS, ts, TextureMeasure.BLOCKS, 6.5),
                new Drift(60, -0.125, 0.25, 0.02));
    }

    private TexturesReport report(double busyCores, boolean quick) {
        List<LongDrift> drifts =
                List.of(new LongDrift("rain", "bank", new Drift(3600, 0.03, 0.07, 0.11)));
        return new TexturesReport(
                "2026-01-01T00:00:00Z",
                new Commit("0123abcd", false),
                Reports.report("CPU").machine(),
                2,
                busyCores,
                quick,
                120,
                60,
                2,
                TextureAims.of(results, drifts),
                TextureMeans.overSounds(results),
                drifts,
                results,
                new Morph(
                        "rain",
                        "fire",
                        20,
                        List.of(
                                new Morph.Place(0, 0.262, 0.674),
                                new Morph.Place(0.5, 0.35, 0.572),
                                new Morph.Place(1, 0.568, 0.531))));
    }

    @Test
    void thePageHasAimsMeansAndEveryTexture() {
        String page = TexturesPage.of(report(0, false));
        assertTrue(page.startsWith("timbrel bench textures\n"), page);
        assertRow(page, "TS above copy-synthesis", "≤ 0.0100", "0.00600", "yes");
        assertRow(page, "textures with a lower TS", "≥ 1 of 1", "–", "not measured");
        assertRow(page, "drift over an hour, TexStat", "≤ 10.0 %", "11.0 %", "no");
        assertFalse(page.contains("least:"), "of nothing there is no least");
        assertRow(page, "training of one texture", "≤ 60.0 s", "25.0 s", "yes");
        assertRow(page, "bank", "0.506", "–", "6.50", "25.0", "120");
        assertRow(page, "floor", "0.450", "–", "6.50", "–", "–");
        assertRow(page, "rain", "bank", "60.0", "+0.3 %", "+0.1 %", "+0.2 %", "+11.0 %");
        // Sizes over textures, signs of each.
        assertRow(page, "floor", "+3.0 %", "+22.2 %", "+39.8 %", "+2.0 %", "+14.3 %", "+25.0 %");
        assertRow(page, "rain", "floor", "+3.0 %", "-18.2 %", "+39.8 %");
        assertRow(page, "50 %", "0.350", "0.572");
        assertTrue(page.contains("**From rain to fire**"), page);
        assertTrue(page.contains("every step leads away from the one and nearer"), page);
        assertFalse(page.contains("BUSY") || page.contains("QUICK"), page);
    }

    @Test
    void whatMustNotBeQuotedIsSaidOnTop() {
        assertTrue(TexturesPage.of(report(0.5, true)).startsWith("BUSY MACHINE: speeds are not"));
        assertTrue(TexturesPage.of(report(0, true)).startsWith("QUICK RUN: trained too little"));
    }

    @Test
    void theJsonHasEveryFigure() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ReportFile.text(report(0, false)));
        assertEquals(0.512, json.at("/results/3/measures/TS").asDouble());
        assertEquals(120, json.at("/means/2/timesRealTime").asDouble());
        assertEquals(0.11, json.at("/longDrifts/0/drift/texture").asDouble());
        assertEquals(-0.125, json.at("/results/0/drift/level").asDouble());
        assertTrue(json.at("/results/0/timesRealTime").isNull());
        assertTrue(json.at("/aims/0/met").asBoolean());
        assertEquals(0.35, json.at("/morph/places/1/toFrom").asDouble());
        assertTrue(json.at("/morph/monotonic").asBoolean());
    }

    @Test
    void thePageToHearHasItsSoundsBesideIt() throws IOException {
        float[] samples = new float[44_100];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.2 * Math.sin(0.05 * i) * Math.sin(1e-3 * i));
        }
        AudioClip clip = new AudioClip(samples, 44_100);
        Path page = folder.resolve("new").resolve("a page.html");
        TexturesListening.write(
                page,
                report(0, false),
                List.of(new Heard("rain", null, clip), new Heard("rain", TextureSystem.BANK, clip)),
                List.of(new MorphRun.Heard(0.5, clip)));
        String html = Files.readString(page);
        assertTrue(html.contains("src=\"./a%20page-sounds/rain-bank.wav\""), html);
        assertTrue(html.contains("TS 0.506"), html);
        assertEquals(
                3,
                html.split("<audio", -1).length - 1,
                "the half that judges, what was made, and what lies between two sounds");
        assertTrue(html.contains("src=\"./a%20page-sounds/rain-to-fire-50.wav\""), html);
        assertTrue(Files.size(page.resolveSibling("a page-sounds/rain-held-out.wav")) > 88_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--seconds 3;--seconds 3.0 is outside 12..600",
                "--seconds NaN;--seconds NaN is outside 12..600",
                "--seeds 0;--seeds 0 is outside 1..100",
                "--drift-minutes -1;--drift-minutes -1.0 is outside 0..600",
                "--systems lstm;no system is called \"lstm\"",
                "--morph rain;--morph goes from one sound to another",
                "--morph rain,rain;--morph goes from one sound to another",
                "--morph rain,lstm;--morph: no texture is called \"lstm\"",
                "--results --quick;--results of a --quick run must not be quoted",
                "--results --systems var;--results are of all systems and the eight textures"
            })
    void wrongUsageIsToldBeforeAnythingRuns(String arguments, String message) {
        assertTrue(run(2, ("textures " + arguments).split(" ")).contains(message));
    }

    @Test
    void whatCannotBeWrittenOrReadIsFoundBeforeAnythingRuns() throws IOException {
        Path file = Files.writeString(folder.resolve("old.json"), "{}");
        String exists = run(1, "textures", "--json", file.toString());
        assertTrue(exists.contains("old.json exists already; --force replaces it"), exists);
        String below = run(1, "textures", "-o", file.resolve("page.html").toString());
        assertTrue(below.contains(file + " is no folder"), below);
        String itself = run(1, "textures", "--force", "-o", folder.toString());
        assertTrue(itself.contains("is a folder: name a file in it"), itself);
        Path none = folder.resolve("none");
        String sounds = run(1, "textures", "--sounds", none.toString());
        assertTrue(sounds.contains(none + " is no folder of sounds"), sounds);
    }

    private static String run(int status, String... arguments) {
        CommandLine commands = Main.commandLine();
        StringWriter err = new StringWriter();
        commands.setErr(new PrintWriter(err, true));
        assertEquals(status, commands.execute(arguments), err.toString());
        return err.toString();
    }

    /** A line that begins with the first cell and has the others in their order. */
    private static void assertRow(String page, String first, String... others) {
        boolean found =
                page.lines()
                        .filter(line -> line.startsWith("| " + first))
                        .anyMatch(line -> inOrder(line, others));
        assertTrue(found, first + " " + List.of(others) + "\n" + page);
    }

    private static boolean inOrder(String line, String... cells) {
        int from = 0;
        for (String cell : cells) {
            from = line.indexOf(" " + cell + " |", from);
            if (from < 0) {
                return false;
            }
            from++;
        }
        return true;
    }
}
