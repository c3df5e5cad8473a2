// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.music.compose.Composer;
import org.timbrel.music.compose.Corpus;
import org.timbrel.music.score.Score;
import org.timbrel.music.synth.BuiltInSynthesizer;
import org.timbrel.music.synth.ScoreSound;

/** A page with one of everything, of real music and drawn numbers. */
final class Specimen {

    static final int CHARTS = 8;
    static final int PLAYERS = 3;

    private static final List<String> ARMS = List.of("mfcc", "performance", "remi", "pianoroll");
    private static final int RATE = 44_100;
    private static final double SECONDS = 8;

    private final SplittableRandom random = new SplittableRandom(7);

    private Specimen() {}

    static Page page() throws IOException {
        return new Specimen().build();
    }

    private Page build() throws IOException {
        Score score = Composer.compose(Corpus.pieces().values().iterator().next());
        SoundBudget budget = new SoundBudget(5, 4L << 20);
        AudioClip clip = sound(score);
        Page page =
                new Page(
                        "One of everything",
                        "A page with every kind of chart, table, picture and player that a report"
                                + " may have, from real music and from numbers that were drawn.");
        page.section("In short", "", Prose.paragraph("What can be said in words is said first."));
        page.section(
                "Likelihood",
                "Higher is better. Intervals are of 95 %.",
                table(),
                Chart.intervals("Gain by arm", Scale.of("gain", "nats/s"), marks(""))
                        .colours(ARMS));
        page.section(
                "Learning",
                "",
                curves(),
                Columns.of(
                        densities(),
                        Chart.columns("Pitch classes", Scale.of("share", ""), pitchClasses())));
        List<Mark> both = new ArrayList<>(marks("sampled"));
        both.addAll(marks("primed").subList(0, ARMS.size()));
        page.section(
                "Measures",
                "",
                Chart.bars("Onsets", Scale.of("onsets", "1/s"), marks("")).colours(ARMS),
                Chart.intervals("Sampled and primed", Scale.of("distance", ""), both),
                spectra());
        page.section("To hear and to see", "", listening(score, clip, budget));
        page.section(
                "Protocol",
                "",
                Prose.bullets(
                        List.of(
                                "Pieces are split before anything else is done with them.",
                                "A distance on MFCC favours the arm that was trained on MFCC.",
                                budget.toString())),
                Prose.facts(facts()),
                Prose.listing(
                        "Configuration", "{\n  \"seeds\": [1, 2, 3],\n  \"seconds\": 600\n}"));
        return page;
    }

    private static AudioClip sound(Score score) throws IOException {
        try (ScoreSound sound = new BuiltInSynthesizer().open(score, RATE, 1)) {
            float[] samples = new float[(int) (SECONDS * RATE)];
            sound.read(samples, 0, samples.length);
            return new AudioClip(samples, RATE);
        }
    }

    private static DataTable table() {
        DataTable table =
                new DataTable("Likelihood on the test pieces")
                        .text("arm")
                        .estimate("gain", "nats/s", 2)
                        .number("accuracy", "%", 1)
                        .whole("parameters", "")
                        .text("verdict");
        table.row("mfcc", new Estimate(3.204, 2.9, 3.51), null, 412_300, "no difference shown");
        table.row("performance", new Estimate(-0.42, -0.9, 0.06), 41.26, 411_912, "lower");
        table.row("remi", new Estimate(10.9, 10.1, 11.7), 63.0, 9_804, "higher");
        table.row("pianoroll", Estimate.of(Double.NaN), 8.5, 1_412_050, "not measured, \"yet\"");
        return table.note("Paired over the same pieces; Holm's correction over the four arms.");
    }

    private static List<Mark> marks(String series) {
        List<Mark> marks = new ArrayList<>();
        for (int k = 0; k < ARMS.size(); k++) {
            double value = 3.2 + Math.sin(k + series.length()) * 2;
            marks.add(
                    new Mark(
                            ARMS.get(k),
                            series,
                            new Estimate(value, value - 0.5, value + 0.4 + k)));
        }
        marks.add(new Mark("the pieces themselves", series, Estimate.of(6.1)));
        return marks;
    }

    private Chart curves() {
        List<Series> series = new ArrayList<>();
        for (int k = 0; k < ARMS.size(); k++) {
            int count = 60;
            double[] x = new double[count];
            double[][] seeds = new double[3][count];
            double[] mean = new double[count];
            double[] low = new double[count];
            double[] high = new double[count];
            for (int i = 0; i < count; i++) {
                x[i] = 10 * (i + 1);
                for (double[] seed : seeds) {
                    seed[i] = 2 + k * 0.3 + 6 * Math.exp(-i / (8.0 + 3 * k)) + noise();
                    mean[i] += seed[i] / seeds.length;
                }
                low[i] = mean[i] - 0.25;
                high[i] = mean[i] + 0.25;
            }
            for (double[] seed : seeds) {
                series.add(Series.of(ARMS.get(k), x, seed).faint());
            }
            series.add(Series.band(ARMS.get(k), x, mean, low, high));
        }
        return Chart.lines(
                        "Validation loss",
                        Scale.of("seconds of music seen", "s"),
                        Scale.of("loss", "nats/s"),
                        series)
                .colours(ARMS)
                .note("Thin: single seeds. Band: 95 % of the mean.");
    }

    private double noise() {
        return 0.2 * (random.nextDouble() - 0.5);
    }

    private static Chart densities() {
        double[] x = new double[81];
        double[] inner = new double[x.length];
        double[] between = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = i / 20.0;
            inner[i] = Math.exp(-Math.pow(x[i] - 1.4, 2) * 3);
            between[i] = 0.8 * Math.exp(-Math.pow(x[i] - 2.2, 2) * 2);
        }
        return Chart.areas(
                "Distances within and between",
                Scale.of("distance", ""),
                Scale.of("density", ""),
                List.of(Series.of("within", x, inner), Series.of("between", x, between)));
    }

    private List<Mark> pitchClasses() {
        List<Mark> marks = new ArrayList<>();
        for (String series : List.of("pieces", "samples")) {
            for (String name :
                    List.of("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")) {
                double share = (name.length() == 1 ? 0.1 : 0.02) + 0.1 * Math.abs(noise());
                marks.add(new Mark(name, series, Estimate.of(share)));
            }
        }
        return marks;
    }

    private static Chart spectra() {
        double[] hz = new double[40];
        double[] level = new double[hz.length];
        for (int i = 0; i < hz.length; i++) {
            hz[i] = 40 * Math.pow(2, i / 4.5);
            level[i] = -20 - i + 6 * Math.sin(i);
        }
        return Chart.lines(
                "A spectrum",
                Scale.of("frequency", "Hz").log(),
                Scale.of("level", "dB"),
                List.of(Series.of("level", hz, level)));
    }

    private static List<Block> listening(Score score, AudioClip clip, SoundBudget budget)
            throws IOException {
        ScoreRoll roll = ScoreRoll.of("The piece", score).seconds(0, SECONDS);
        Spectrogram spectrogram = Spectrogram.of("The piece", clip, Profile.TEXTURE.spec());
        SelfSimilarity similarity = SelfSimilarity.of("The piece", matrix(), 0.25, 0, 1);
        return List.of(
                Columns.of(
                        Player.of("Truth", "as it was composed", clip, budget),
                        Player.of("Primer", "", clip, budget),
                        Player.of("Sample", "with seed 1", clip, budget)),
                Columns.of(roll, roll.primer(3)),
                Columns.of(spectrogram, spectrogram.primer(3)),
                roll,
                spectrogram,
                Columns.of(similarity, similarity),
                Details.of("More", Chart.bars("Hidden", Scale.of("x", ""), marks(""))));
    }

    private static double[][] matrix() {
        double[][] matrix = new double[64][64];
        for (int i = 0; i < matrix.length; i++) {
            for (int k = 0; k < matrix.length; k++) {
                matrix[i][k] = Math.pow(Math.cos((i - k) * Math.PI / 16), 2) * 0.9;
            }
        }
        return matrix;
    }

    private static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("pieces", "36, of which 6 are for the test");
        facts.put("synthesizer", "built in; SHA-256 of a scale " + "5f2c".repeat(16));
        facts.put("seeds", "1, 2, 3");
        return facts;
    }
}
