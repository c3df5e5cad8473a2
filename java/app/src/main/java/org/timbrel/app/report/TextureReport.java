// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.metrics.Comparison;

/** What was made of one texture, as a page: to hear, to see, and the numbers. */
public final class TextureReport {

    private static final double SHOWN_SECONDS = 10;
    private static final int SPECTROGRAM = 170;

    private final String title;
    private final FeatureSpec spec;
    private final List<Sound> sounds;

    /**
     * A sound on the page.
     *
     * @param name short: "original"
     * @param caption what it is
     * @param uri of the file, relative to the page; null: it is measured, and not shown
     * @param clip the whole of it
     * @param comparison with the first sound; null for that itself
     * @param copy whether it is a copy of the first, moment by moment
     */
    public record Sound(
            String name,
            String caption,
            String uri,
            AudioClip clip,
            Comparison comparison,
            boolean copy) {}

    /**
     * @param spec of the features; the sounds are at its rate
     * @param sounds the first is what the others are compared with
     */
    public TextureReport(String title, FeatureSpec spec, List<Sound> sounds) {
        this.title = title;
        this.spec = spec;
        this.sounds = List.copyOf(sounds);
    }

    /**
     * The page, which needs no other files but the sounds.
     *
     * @param lead one sentence
     * @param facts what was done, in rows
     * @throws IOException if a sound has no frame
     */
    public String html(String lead, LearningCurve curve, String lossName, Map<String, String> facts)
            throws IOException {
        List<SoundFigures> figures = new ArrayList<>();
        double peak = 0;
        double top = Double.NEGATIVE_INFINITY;
        List<Sound> shown = sounds.stream().filter(sound -> sound.uri() != null).toList();
        for (Sound sound : shown) {
            AudioClip clip = beginning(sound.clip());
            Features features = new FeatureExtractor(spec).extract(clip.reader());
            SoundFigures figure = new SoundFigures(sound.name(), clip, features);
            figures.add(figure);
            peak = Math.max(peak, figure.peak());
            top = Math.max(top, figure.top());
        }
        Page page = new Page(title, lead);
        for (int i = 0; i < figures.size(); i++) {
            Sound sound = shown.get(i);
            page.section(
                    sound.name().substring(0, 1).toUpperCase(Locale.ROOT)
                            + sound.name().substring(1),
                    sound.caption(),
                    Player.linked("", "", sound.uri()),
                    figures.get(i).waveform(1.05 * peak),
                    figures.get(i).spectrogram("", top, SPECTROGRAM));
        }
        return page.section(
                        "How near they come",
                        "Everything against the original; \"elsewhere\" is another real stretch of"
                                + " the texture, the best that can be hoped for. LM and SNRms mean"
                                + " something for copies only; the others also judge sound that is"
                                + " new.",
                        measures())
                .section(
                        "Long-term spectrum",
                        "The level of each mel band over the whole of each sound.",
                        spectra())
                .section(
                        "Learning curve",
                        "Loss of each step's batch, and of the held-out end of the sound: lower is"
                                + " better.",
                        curve.chart("", lossName))
                .section(
                        "MFCCs of the original",
                        "What the network sees: each coefficient's deviation from its own mean, in"
                                + " standard deviations. Low rows are the broad shape of the"
                                + " spectrum, high rows its detail.",
                        figures.get(0).coefficients())
                .section("How it was made", "", Prose.facts(facts))
                .html();
    }

    private static AudioClip beginning(AudioClip clip) {
        int samples = Math.min(clip.samples().length, (int) (SHOWN_SECONDS * clip.sampleRateHz()));
        return new AudioClip(Arrays.copyOf(clip.samples(), samples), clip.sampleRateHz());
    }

    private DataTable measures() {
        DataTable table = new DataTable("").text("");
        sounds.forEach(sound -> table.number(sound.name(), "", 2));
        table.text("meaning");
        table.row(row("RMS (dBFS)", "level", sound -> rmsDb(sound.clip())));
        row(table, "LT (dB)", "long-term spectrum; 0 is equal", false, Comparison::longTermDb);
        row(table, "LMs (dB)", "levels in any order; 0 is equal", false, Comparison::sortedLevelDb);
        row(
                table,
                "modulation (dB)",
                "movement at 0.5–8 Hz; 0 is equal",
                false,
                Comparison::modulationDb);
        row(table, "TexStat", "texture statistics; lower is better", false, Comparison::texStat);
        row(table, "LM (dB)", "levels moment by moment; 0 is equal", true, Comparison::levelDb);
        row(table, "SNRms (dB)", "STFT magnitudes; higher is better", true, Comparison::snrDb);
        return table;
    }

    private static double rmsDb(AudioClip clip) {
        double squares = 0;
        for (float sample : clip.samples()) {
            squares += (double) sample * sample;
        }
        return 10 * Math.log10(squares / clip.samples().length);
    }

    private void row(
            DataTable table,
            String name,
            String meaning,
            boolean copies,
            ToDoubleFunction<Comparison> measure) {
        table.row(
                row(
                        name,
                        meaning,
                        sound ->
                                sound.comparison() != null && (sound.copy() || !copies)
                                        ? measure.applyAsDouble(sound.comparison())
                                        : Double.NaN));
    }

    private Object[] row(String name, String meaning, ToDoubleFunction<Sound> value) {
        Object[] cells = new Object[sounds.size() + 2];
        cells[0] = name;
        for (int i = 0; i < sounds.size(); i++) {
            cells[i + 1] = value.applyAsDouble(sounds.get(i));
        }
        cells[cells.length - 1] = meaning;
        return cells;
    }

    private Chart spectra() throws IOException {
        double[] hz = MelAxis.centres(spec);
        List<Series> curves = new ArrayList<>();
        for (Sound sound : sounds) {
            curves.add(Series.of(sound.name(), hz, longTerm(sound.clip())));
        }
        return Chart.lines("", Scale.of("frequency", "Hz").log(), Scale.of("level", "dB"), curves);
    }

    /** Level of each band's mean power, [melBands]. */
    private double[] longTerm(AudioClip clip) throws IOException {
        double[] sum = new double[spec.melBands()];
        long[] frames = new long[1];
        new FeatureExtractor(spec)
                .stream(
                        clip.reader(),
                        (vector, mel, extras) -> {
                            for (int b = 0; b < sum.length; b++) {
                                sum[b] += mel[b];
                            }
                            frames[0]++;
                        });
        return Arrays.stream(sum).map(s -> 10 * Math.log10(s / frames[0] + 1e-30)).toArray();
    }
}
