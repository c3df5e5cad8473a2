// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;
import org.timbrel.app.Textures;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.texture.ProceduralTexture;
import org.xml.sax.InputSource;

/** compare. */
class CompareCommandTest {

    private static final ProceduralTexture RAIN = ProceduralTexture.RAIN;

    @TempDir private Path folder;
    private Path sound;

    @BeforeEach
    void makeSound() throws IOException {
        sound = Textures.write(folder.resolve("rain.wav"), RAIN, 1, 2);
    }

    private static JsonNode json(Object... arguments) throws IOException {
        Object[] all = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--json";
        return new ObjectMapper().readTree(Run.of(all).succeeded().out());
    }

    /** The note that begins so, or null. */
    private static String note(JsonNode json, String beginning) {
        for (JsonNode note : json.path("notes")) {
            if (note.asText().startsWith(beginning)) {
                return note.asText();
            }
        }
        return null;
    }

    @Test
    void aSoundIsEqualToItself() {
        Run run = Run.of("compare", sound, sound).succeeded();
        assertTrue(run.outLines().get(0).matches(" +value +floor"), run.out());
        assertTrue(run.outLines().get(1).matches("SNRms +equal +– dB +.*"), run.out());
        assertTrue(run.outLines().get(2).matches("LM +0\\.000 +– dB +.*"), run.out());
        assertTrue(run.out().contains("LT "), run.out());
        List<String> lines = run.outLines();
        assertEquals(
                "Note: too little sound for modulation (4 s of each), MMD (3 s of each), copied (6"
                        + " s of the reference, 1 s of the other, that move).",
                lines.get(lines.size() - 2));
        assertEquals(
                "Note: too little of the reference for the floor of TexStat (3 s).",
                lines.get(lines.size() - 1));
    }

    @Test
    void everyMeasureHasItsFloor() throws IOException {
        Path reference = Textures.write(folder.resolve("long.wav"), RAIN, 1, 9);
        Path other = Textures.write(folder.resolve("other.wav"), RAIN, 2, 9);
        JsonNode json = json("compare", reference, other);
        JsonNode comparison = json.path("comparison");
        JsonNode floor = comparison.path("floor");
        assertEquals(6, floor.size(), floor.toString());
        for (String name : (Iterable<String>) floor::fieldNames) {
            assertTrue(comparison.path(name).isNumber(), name + " in " + comparison);
            assertTrue(floor.path(name).isNumber(), name + " in " + floor);
        }
        assertEquals(0, json.path("notes").size(), json.toString());
        assertTrue(comparison.path("copiedShare").asDouble() < 0.2, comparison.toString());
    }

    @Test
    void comparisonsAreJsonToo() throws IOException {
        JsonNode comparison = json("compare", sound, sound).path("comparison");
        assertEquals(0, comparison.path("levelDb").asDouble(1));
        assertEquals(0, comparison.path("longTermDb").asDouble(1));
        assertTrue(comparison.path("snrDb").isNull(), "infinite");
        assertTrue(comparison.path("mmd").isNull(), "too short");
    }

    @Test
    void whatIsDoneToTheSoundsIsSaid() throws IOException {
        float[] samples = new float[3 * 22_050];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(i * 0.05));
        }
        Path slow = folder.resolve("slow.wav");
        WavWriter.write(slow, new AudioClip(samples, 22_050).reader(), WavEncoding.PCM_16);
        JsonNode json = json("compare", sound, slow);
        assertEquals("the other was resampled from 22050 to 44100 Hz", note(json, "the other was"));
        assertEquals(
                "the reference is 2.00 s long, the other 3.00 s: the aligned measures are of the"
                        + " first 2.00 s",
                note(json, "the reference is"));
        Path silence = Sounds.wav(folder.resolve("0.wav"), new float[88_200], WavEncoding.PCM_16);
        JsonNode silent = json("compare", sound, silence);
        assertEquals("the other is silent", note(silent, "the other"));
        assertTrue(silent.at("/comparison/levelDb").asDouble() > 30, silent.toString());
    }

    @Test
    void silenceIsEqualToSilenceAlone() throws IOException {
        Path silence = Sounds.wav(folder.resolve("0.wav"), new float[88_200], WavEncoding.PCM_16);
        List<String> same = Run.of("compare", silence, silence).succeeded().outLines();
        assertTrue(same.get(1).matches("SNRms +equal .*"), same.get(1));
        assertTrue(same.get(3).matches("convergence +0\\.000 .*"), same.get(3));
        List<String> worst = Run.of("compare", silence, sound).succeeded().outLines();
        assertTrue(worst.get(1).matches("SNRms +silent .*"), worst.get(1));
        assertTrue(worst.get(3).matches("convergence +silent .*"), worst.get(3));
    }

    @Test
    void ratesThatCannotBeMeasuredAreRefused() throws IOException {
        Path slow = folder.resolve("slow.wav");
        WavWriter.write(slow, new AudioClip(new float[800], 200).reader(), WavEncoding.PCM_16);
        String why =
                ": its rate, 200 Hz, is outside 1000..384000, at which sounds are measured:"
                        + " resample it";
        Run.of("compare", slow, sound).failed("timbrel compare: " + slow + why);
        Run.of("similar", slow, folder).failed("timbrel similar: " + slow + why);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldBeforeTheWork() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path page = file.resolve("page.html");
        Run run = Run.of("compare", sound, sound, "-o", page);
        run.failed(
                "timbrel compare: "
                        + page
                        + ": cannot make its folder: a file stands where a folder should be");
        assertEquals("", run.out());
    }

    @Test
    void theMeasuresAreThereThoughThePageIsNot() throws IOException {
        Path page = Files.createDirectory(folder.resolve("page.html"));
        Run run = Run.of("compare", sound, sound, "-o", page, "--force");
        run.failed("timbrel compare: " + page + ": is a folder; give a file name");
        assertTrue(run.out().contains("TexStat"), run.out());
    }

    @Test
    void howMuchSoundIsNeededGoesByTheRate() throws IOException {
        Path slow = folder.resolve("slow.wav");
        WavWriter.write(slow, new AudioClip(new float[8000], 8000).reader(), WavEncoding.PCM_16);
        String note = note(json("compare", slow, slow), "too little sound");
        assertTrue(note.contains("TexStat (2.1 s of each), MMD (4.1 s of each)"), note);
    }

    @Test
    void aFloorThatIsMissingIsExplained() throws IOException {
        Path five = Textures.write(folder.resolve("five.wav"), RAIN, 1, 5);
        List<String> lines = Run.of("compare", five, five).succeeded().outLines();
        assertTrue(
                lines.stream().anyMatch(l -> l.matches("modulation +0\\.000 too short dB .*")),
                lines.toString());
        // A copy is measured against the very sound: it has no floor at all.
        assertTrue(lines.stream().anyMatch(l -> l.matches("TexStat aligned +0\\.000 +– .*")));
        assertEquals(
                "Note: too little of the reference for the floor of modulation (8 s), MMD (6 s).",
                lines.get(lines.size() - 1));
    }

    @Test
    void aSingleSampleComparesToo() throws IOException {
        Path one = Sounds.wav(folder.resolve("1.wav"), new float[] {0.5f}, WavEncoding.PCM_16);
        for (Path[] pair : new Path[][] {{one, one}, {one, sound}, {sound, one}}) {
            Run run = Run.of("compare", pair[0], pair[1]).succeeded();
            assertTrue(run.out().contains("too little sound for TexStat aligned"), run.out());
            assertFalse(run.out().contains("NaN"), run.out());
        }
    }

    @Test
    void twoFoldersAreAlignedByName() throws IOException {
        Path x = folder.resolve("x");
        Path y = folder.resolve("y");
        Textures.write(x.resolve("sub/a.wav"), RAIN, 1, 2);
        Textures.write(x.resolve("b.wav"), RAIN, 2, 2);
        Textures.write(y.resolve("sub/a.wav"), RAIN, 1, 2);
        Textures.write(y.resolve("c.wav"), RAIN, 3, 2);
        JsonNode json = json("compare", x, y);
        assertEquals(1, json.at("/comparison/alignedPairs").asInt());
        assertEquals(0, json.at("/comparison/levelDb").asDouble(1), "sub/a is the same");
        assertTrue(json.at("/comparison/longTermDb").asDouble() > 0);
        assertTrue(json.at("/comparison/floor/texStat").isNumber(), "between a and b");
        assertEquals(
                "2 sounds (4.0 s) against 2 sounds (4.0 s); 1 of the same path and name aligned",
                json.at("/notes/0").asText());
        assertEquals(2, json.path("files").size());
        assertEquals(y.resolve("c.wav").toString(), json.at("/files/0/file").asText(), "sorted");
        assertTrue(json.at("/files/0/texStat").isNumber());
        String text = Run.of("compare", x, y).succeeded().out();
        assertTrue(text.contains(y.resolve("sub/a.wav").toString()), text);
    }

    @Test
    void aFolderAndAFileAreSets() throws IOException {
        Path x = folder.resolve("x");
        Textures.write(x.resolve("a.wav"), RAIN, 1, 2);
        Textures.write(x.resolve("b.wav"), RAIN, 2, 2);
        Run run = Run.of("compare", x, sound).succeeded();
        assertFalse(run.out().contains("aligned;"), run.out());
        assertTrue(run.out().contains("a folder and a file, so nothing is aligned"), run.out());
    }

    @Test
    void whatCannotBeReadInAFolderIsReportedAndTheRestCompared() throws IOException {
        Path x = folder.resolve("x");
        Textures.write(x.resolve("a.wav"), RAIN, 1, 2);
        Path text = Files.writeString(x.resolve("b.wav"), "This is no sound at all, but words.\n");
        Path nan = Sounds.nan(x.resolve("c.wav"));
        Run run = Run.of("compare", x, sound);
        assertEquals(1, run.status());
        assertTrue(run.out().contains("TexStat"), run.out());
        assertTrue(run.errLines().get(0).startsWith("timbrel compare: " + text + ": "), run.err());
        assertTrue(run.errLines().get(1).startsWith("timbrel compare: " + nan + ": "), run.err());
        assertEquals("timbrel compare: 2 of 4 files failed", run.errLines().get(2));
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path missing = folder.resolve("missing");
        Run.of("compare", sound, missing).failed("timbrel compare: " + missing + ": no such file");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        String none = ": no sound files in this folder or below it";
        Run.of("compare", empty, sound).failed("timbrel compare: " + empty + none);
        Run.of("compare", sound, empty).failed("timbrel compare: " + empty + none);
        Files.writeString(empty.resolve("a.wav"), "words");
        Run.of("compare", sound, empty)
                .failed(
                        "timbrel compare: "
                                + empty
                                + ": no sound file that can be read in this folder or below it");
        Path nan = Sounds.nan(folder.resolve("nan.wav"));
        Run run = Run.of("compare", sound, nan);
        assertEquals(1, run.status());
        assertTrue(run.err().startsWith("timbrel compare: " + nan + ": "), run.err());
        assertTrue(run.err().contains("NaN"), run.err());
        assertEquals(1, run.errLines().size(), run.err());
    }

    @Test
    void thePictureIsWholeAndStandsAlone() throws Exception {
        Path reference = Textures.write(folder.resolve("long & wide.wav"), RAIN, 1, 5);
        Path picture = folder.resolve("new/picture.svg");
        Path page = folder.resolve("page.html");
        Run.of("compare", reference, sound, "--picture", picture, "-o", page).succeeded();
        String svg = Files.readString(picture);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertTrue(svg.contains("rain.wav against long &amp; wide.wav"), "title");
        assertTrue(svg.contains("Too little sound: 4 s of each are needed."), "no modulation");
        assertTrue(svg.contains("prefers-color-scheme: dark"), "both schemes");
        assertFalse(Pattern.compile("href=\"(?!data:)").matcher(svg).find(), "nothing outside");
        assertEquals(List.of(80, 80, 256), pictureHeights(svg), "two spectrograms and a bar");
        String html = Files.readString(page);
        assertEquals(List.of(80, 256, 80, 256), pictureHeights(html), "each with its bar");
        assertTrue(svg.contains(">Note: too little sound for modulation"), "notes");
        for (String name : new String[] {"SNRms", "LM", "log magnitude", "TexStat aligned"}) {
            assertTrue(svg.contains(name + " "), name);
        }
        assertTrue(html.contains("Note: too little sound for modulation"), "notes");
        assertFalse(data(html).contains("NaN"));
        Run.of("compare", reference, sound, "--picture", picture)
                .failed("timbrel compare: " + picture + ": exists already; --force replaces it");
        Run.of("compare", reference, sound, "--picture", picture, "--force").succeeded();
    }

    @Test
    void bothSpectrogramsHaveTheLongerOnesTime() throws IOException {
        Path reference = Textures.write(folder.resolve("long.wav"), RAIN, 1, 4);
        Path picture = folder.resolve("picture.svg");
        Run.of("compare", reference, sound, "--picture", picture).succeeded();
        Matcher width =
                Pattern.compile("<image [^>]*width=\"([0-9.]+)\"")
                        .matcher(Files.readString(picture));
        assertTrue(width.find());
        double whole = Double.parseDouble(width.group(1));
        assertTrue(width.find());
        assertEquals(whole / 2, Double.parseDouble(width.group(1)), 0.1, "2 s of 4");
    }

    @Test
    void longNamesFitOnThePicture() throws IOException {
        Path reference = Files.copy(sound, folder.resolve("a".repeat(60) + ".wav"));
        Path picture = folder.resolve("picture.svg");
        Run.of("compare", reference, sound, "--picture", picture).succeeded();
        String svg = Files.readString(picture);
        assertTrue(svg.contains(">Reference: …" + "a".repeat(23) + ".wav</text>"), svg);
        assertTrue(svg.contains(">rain.wav</text>"), "a title of two lines");
        assertTrue(svg.contains(">against …" + "a".repeat(51) + ".wav</text>"));
    }

    @Test
    void ofFoldersThePageShowsAPairAndEveryFile() throws IOException {
        Path x = folder.resolve("x");
        Path y = folder.resolve("y");
        Textures.write(x.resolve("a.wav"), RAIN, 1, 2);
        Textures.write(x.resolve("b.wav"), RAIN, 2, 2);
        Textures.write(y.resolve("b.wav"), RAIN, 2, 2);
        Textures.write(y.resolve("aa.wav"), RAIN, 3, 2);
        Path bad = Files.writeString(y.resolve("c.wav"), "This is no sound at all, but words.\n");
        Path page = folder.resolve("page.html");
        assertEquals(1, Run.of("compare", x, y, "-o", page).status());
        String html = Files.readString(page);
        assertTrue(
                html.contains("<figcaption>Reference: b.wav</figcaption>"),
                "the pair, not the first");
        assertTrue(html.contains("<figcaption>Other: b.wav</figcaption>"));
        assertTrue(html.contains("4.0 s of reference in 2 sounds"));
        assertTrue(
                html.contains(
                        "<th scope=\"row\" class=\"short\">aa.wav</th><td class=\"n\">2.0</td>"));
        assertTrue(html.contains("<li>" + bad + ": "), "what failed");
    }

    /** A page without its pictures and scripts. */
    private static String data(String html) {
        return html.replaceAll("base64,[^\"]+", "").replaceAll("(?s)<script>.*?</script>", "");
    }

    private static List<Integer> pictureHeights(String text) throws IOException {
        List<Integer> heights = new ArrayList<>();
        Matcher picture = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(text);
        while (picture.find()) {
            byte[] png = Base64.getDecoder().decode(picture.group(1));
            heights.add(ImageIO.read(new ByteArrayInputStream(png)).getHeight());
        }
        return heights;
    }

    @Test
    void silenceCanBeDrawn() throws IOException {
        Path silence = Sounds.wav(folder.resolve("0.wav"), new float[220_500], WavEncoding.PCM_16);
        Path picture = folder.resolve("silence.svg");
        Run.of("compare", silence, silence, "--picture", picture).succeeded();
        String svg = Files.readString(picture).replaceAll("base64,[^\"]+", "");
        assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
    }

    @Test
    void onlyTheseKindsOfFilesAreWritten() {
        Run.of("compare", sound, sound, "--picture", "a.jpg")
                .wrongUsage("timbrel compare: --picture a.jpg does not end in .svg");
        Run.of("compare", sound, sound, "-o", "a.pdf")
                .wrongUsage("timbrel compare: -o a.pdf does not end in .html");
    }
}
