// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/** What stands on pages: numbers, words and pictures, before a browser sees them. */
class BlocksTest {

    private static final Scale LOSS = Scale.of("loss", "nats/s");
    private static final Scale STEP = Scale.of("step", "");

    private static JsonNode json(Chart chart) throws IOException {
        String html = chart.html();
        String begin = "<script type=\"application/json\">";
        int from = html.indexOf(begin) + begin.length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>")));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "-0.004, 2, 0.00",
        "-0.42, 1, −0.4",
        "9999, 0, 9999",
        "10000, 0, 10 000",
        "-1234567.891, 1, −1 234 567.9",
        "2.5, 0, 2",
        "NaN, 3, –",
        "Infinity, 3, –"
    })
    void numbersAreWrittenForPeople(double value, int decimals, String expected) {
        assertEquals(expected.replace(' ', '\u2009'), Digits.shown(value, decimals));
    }

    @Test
    void aFileHasAllOfANumber() {
        DataTable table =
                new DataTable("t")
                        .text("a, b")
                        .estimate("x", "s", 1)
                        .number("n", "", 0)
                        .figures("f");
        table.row("says \"no\"", new Estimate(1 / 3.0, -1e-9, 0.5), 12L, "–");
        table.row(null, Estimate.of(2), Double.NaN, null);
        assertEquals(
                """
                "a, b",x (s),x (s) low,x (s) high,n,f
                "says ""no\""",0.3333333333333333,-1.0E-9,0.5,12,–
                ,2.0,,,,
                """,
                table.csv());
    }

    @Test
    void aTableRefusesWhatDoesNotFit() {
        DataTable table = new DataTable("t").text("a").number("b", "", 1);
        assertThrows(IllegalArgumentException.class, () -> table.row("x"));
        assertThrows(IllegalArgumentException.class, () -> table.row("x", "y"));
        assertThrows(IllegalArgumentException.class, () -> table.row(1, 2));
        table.row("x", 1);
        assertThrows(IllegalStateException.class, () -> table.text("c"));
    }

    @Test
    void curvesOverTheSamePointsShareATable() {
        double[] x = {1, 2};
        Series mean =
                Series.band(
                        "mean", x, new double[] {5, 6}, new double[] {4, 5}, new double[] {6, 8});
        Series seed = Series.of("mean", x, new double[] {4.5, Double.NaN}).faint();
        assertEquals(
                """
                step,mean 1 (nats/s),mean 1 (nats/s) low,mean 1 (nats/s) high,mean 2 (nats/s)
                1.0,5.0,4.0,6.0,4.5
                2.0,6.0,5.0,8.0,
                """,
                Chart.lines("c", STEP, LOSS, List.of(mean, seed)).csv());
    }

    @Test
    void curvesOverOtherPointsStandBelowEachOther() {
        Series one = Series.of("one", new double[] {1}, new double[] {5});
        Series other = Series.of("other", new double[] {3, 4}, new double[] {6, 7});
        assertEquals(
                "curve,step,loss (nats/s)\none,1.0,5.0\nother,3.0,6.0\nother,4.0,7.0\n",
                Chart.lines("c", STEP, LOSS, List.of(one, other)).csv());
    }

    @Test
    void aChartsScriptReadsItsNumbers() throws IOException {
        Series series =
                Series.of("</script>", new double[] {1, 2}, new double[] {1 / 3.0, Double.NaN});
        Chart chart = Chart.lines("c", STEP, LOSS.from(0), List.of(series));
        assertFalse(chart.html().contains("\"</script>"));
        JsonNode json = json(chart);
        assertEquals("</script>", json.at("/series/0/name").asText());
        assertEquals("0.333333", json.at("/series/0/y/0").asText());
        assertTrue(json.at("/series/0/y/1").isNull());
        assertEquals(0, json.at("/y/low").asDouble(1));
        assertTrue(json.at("/y/high").isMissingNode());
        assertEquals("loss (nats/s)", json.at("/y/title").asText());
    }

    @Test
    void namesKeepTheirColours() throws IOException {
        List<String> arms = List.of("mfcc", "remi");
        double[] x = {1};
        Chart lines =
                Chart.lines(
                        "c", STEP, LOSS, List.of(Series.of("new", x, x), Series.of("remi", x, x)));
        assertEquals(0, json(lines).at("/series/0/colour").asInt());
        assertEquals(2, json(lines.colours(arms)).at("/series/0/colour").asInt());
        assertEquals(1, json(lines.colours(arms)).at("/series/1/colour").asInt());
        Estimate one = Estimate.of(1);
        Chart bars = Chart.bars("b", LOSS, List.of(Mark.of("truth", one), Mark.of("remi", one)));
        assertEquals(0, json(bars).at("/marks/1/colour").asInt());
        assertEquals(1, json(bars.colours(arms)).at("/marks/1/colour").asInt());
        assertEquals(4, json(bars.colours(arms)).at("/marks/0/colour").asInt(), "grey");
    }

    @Test
    void aLongRunIsThinned() {
        double[] x = {1, 2, 3, 4, 5, 6, 7};
        double[] y = {1, Double.NaN, 3, Double.NaN, Double.NaN, Double.NaN, 5};
        Series thin = Series.of("s", x, y).thinned(3);
        assertEquals(List.of(1.5, 3.5, 6.0), Arrays.stream(thin.x()).boxed().toList());
        assertEquals(List.of(1.0, 3.0, 5.0), Arrays.stream(thin.y()).boxed().toList());
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        double[] one = {1};
        double[] two = {1, 2};
        assertThrows(IllegalArgumentException.class, () -> Series.of("s", one, two));
        assertThrows(
                IllegalArgumentException.class, () -> new Series("s", one, one, one, null, false));
        assertThrows(IllegalArgumentException.class, () -> STEP.between(2, 2));
        assertThrows(IllegalArgumentException.class, () -> STEP.from(0).log());
        assertThrows(IllegalArgumentException.class, () -> new Estimate(1, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> Chart.lines("c", STEP, LOSS, List.of()));
    }

    @Test
    void everyTableOfAPageHasAFileOfItsOwn() {
        DataTable named = new DataTable("Pitch classes, C to B");
        DataTable again = new DataTable("Pitch classes C to B!");
        Chart chart =
                Chart.bars("", LOSS, List.of(Mark.of("a", Estimate.of(1)))).note("Said once.");
        Page page = new Page("p", "").section("One", "", named, Columns.of(again));
        page.section("One", "", Details.of("more", chart));
        assertEquals(
                List.of("pitch-classes-c-to-b.csv", "pitch-classes-c-to-b-2.csv", "one.csv"),
                List.copyOf(page.csv().keySet()));
        assertTrue(page.html().contains("<section id=\"one-2\">"));
        assertTrue(page.html().contains("Mike Bostock"), "D3 comes with its licence");
    }

    @Test
    void aPageWithoutNumbersHasNoScript() {
        String html = new Page("p", "l").section("s", "", Prose.paragraph("words")).html();
        assertFalse(html.contains("<script"));
    }

    @Test
    void soundsAreCutAndCounted() throws IOException {
        AudioClip clip = new AudioClip(new float[20_000], 10_000);
        SoundBudget budget = new SoundBudget(1.5, 3000);
        String first = Player.of("a", "", clip, budget).html();
        assertTrue(first.contains("the first 1.5\u00a0s of 2.0\u00a0s"), first);
        assertTrue(first.contains("src=\"data:audio/flac;base64,ZkxhQ"), first);
        String last = first;
        for (int i = 0; i < 40 && last.contains("<audio"); i++) {
            last = Player.of("b", "", clip, budget).html();
        }
        assertTrue(last.contains("not in this page"), last);
        assertTrue(budget.toString().contains("; 1 more would have made it larger"));
    }

    @Test
    void notesLieWhereTheySound() {
        // At 120 a quarter is half a second: the second note is at 0.5..1 s of 2 s, an octave up.
        List<Note> notes = List.of(new Note(0, 480, 60, 127), new Note(480, 480, 72, 10));
        Score score =
                new Score(
                        480,
                        List.of(Track.of(notes)),
                        List.of(Tempo.ofBpm(0, 120)),
                        List.of(new Metre(0, 2, 4)));
        String html = ScoreRoll.of("r", score).seconds(0, 2).primer(0.5).html();
        // 15 rows: the octave, and a semitone free at either end.
        assertTrue(
                html.contains("<path class=\"note c0 v3\" d=\"M0.0 866.7h250.0v66.7h-250.0z"),
                html);
        assertTrue(html.contains("<path class=\"note c0 v0\" d=\"M250.0 66.7h250.0v66.7"), html);
        assertTrue(html.contains("<rect class=\"shade\" width=\"250.0\""), html);
        assertTrue(html.contains("<path class=\"rule\" d=\"M500.0 0V1000\"/>"), "the second bar");
        assertTrue(html.contains(">C4</span>") && html.contains(">C5</span>"), html);
    }

    @Test
    void aMatrixIsAveragedIntoCells() {
        Grid grid = Grid.of(new double[][] {{1, 3, 8}, {5, 7, 8}, {0, 0, 9}}, 2);
        assertEquals(2, grid.columns());
        assertEquals(1, grid.at(0, 0));
        assertEquals(5.5, grid.at(1, 0), "columns 1 and 2 of row 0");
        assertEquals((5 + 0) / 2.0, grid.at(0, 1), "rows 1 and 2 of column 0");
        assertThrows(
                IllegalArgumentException.class,
                () -> SelfSimilarity.of("s", new double[][] {{1, 2}}, 1, 0, 1));
    }
}
