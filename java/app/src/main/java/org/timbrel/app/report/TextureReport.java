// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.timbrel.app.Version;
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
        Page page = new Page(title);
        page.add("<h1>%s</h1>", title);
        page.add("<p class=\"lead\">%s</p>", lead);
        for (int i = 0; i < figures.size(); i++) {
            Sound sound = shown.get(i);
            page.section(
                    sound.name().substring(0, 1).toUpperCase(Locale.ROOT)
                            + sound.name().substring(1),
                    sound.caption(),
                    "<audio controls preload=\"metadata\" src=\""
                            + Html.escape(sound.uri())
                            + "\"></audio>\n"
                            + figures.get(i).waveform(1.05 * peak)
                            + figures.get(i).spectrogram(top, SPECTROGRAM));
        }
        page.section(
                "How near they come",
                "Everything against the original; \"elsewhere\" is another real"
                        + " stretch of the texture, the best that can be hoped for. LM and SNRms mean something for copies only; the"
                        + " others also judge sound that is new.",
                measures());
        page.section(
                "Long-term spectrum",
                "The level of each mel band over the whole of each sound, in dB.",
                spectra());
        page.section(
                "Learning curve",
                "Loss of each step's batch, and of the held-out end of the sound: lower is better.",
                curve.html(lossName));
        page.section(
                "MFCCs of the original",
                "What the network sees: each coefficient's deviation from its own mean, in standard"
                        + " deviations. Low rows are the broad shape of the spectrum, high rows its"
                        + " detail.",
                figures.get(0).coefficients());
        page.section("How it was made", "", table(facts));
        page.add("<footer>Timbrel %s</footer>", Version.current());
        return page.html();
    }

    private static AudioClip beginning(AudioClip clip) {
        int samples = Math.min(clip.samples().length, (int) (SHOWN_SECONDS * clip.sampleRateHz()));
        return new AudioClip(Arrays.copyOf(clip.samples(), samples), clip.sampleRateHz());
    }

    private String measures() {
        StringBuilder html = new StringBuilder("<table class=\"measures\"><thead><tr><th></th>");
        sounds.forEach(s -> html.append("<th>").append(Html.escape(s.name())).append("</th>"));
        html.append("<th></th></tr></thead>\n");
        levels(html);
        row(html, "LT (dB)", "long-term spectrum; 0 is equal", false, Comparison::longTermDb);
        row(html, "LMs (dB)", "levels in any order; 0 is equal", false, Comparison::sortedLevelDb);
        row(
                html,
                "modulation (dB)",
                "movement at 0.5–8 Hz; 0 is equal",
                false,
                Comparison::modulationDb);
        row(html, "TexStat", "texture statistics; lower is better", false, Comparison::texStat);
        row(html, "LM (dB)", "levels moment by moment; 0 is equal", true, Comparison::levelDb);
        row(html, "SNRms (dB)", "STFT magnitudes; higher is better", true, Comparison::snrDb);
        return html.append("</table>\n").toString();
    }

    private void levels(StringBuilder html) {
        html.append("<tr><th>RMS (dBFS)</th>");
        for (Sound sound : sounds) {
            double squares = 0;
            for (float sample : sound.clip().samples()) {
                squares += (double) sample * sample;
            }
            cell(html, 10 * Math.log10(squares / sound.clip().samples().length));
        }
        html.append("<td class=\"meaning\">level</td></tr>\n");
    }

    private void row(
            StringBuilder html,
            String name,
            String meaning,
            boolean copies,
            ToDoubleFunction<Comparison> measure) {
        html.append("<tr><th>").append(Html.escape(name)).append("</th>");
        for (Sound sound : sounds) {
            boolean fits = sound.comparison() != null && (sound.copy() || !copies);
            cell(html, fits ? measure.applyAsDouble(sound.comparison()) : Double.NaN);
        }
        html.append("<td class=\"meaning\">").append(Html.escape(meaning)).append("</td></tr>\n");
    }

    private static void cell(StringBuilder html, double value) {
        html.append("<td>")
                .append(
                        Double.isFinite(value)
                                ? String.format(Locale.ROOT, "%.2f", value).replace('-', '\u2212')
                                : "")
                .append("</td>");
    }

    private String spectra() throws IOException {
        double[][] levels = new double[sounds.size()][];
        double high = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        for (int i = 0; i < levels.length; i++) {
            levels[i] = longTerm(sounds.get(i).clip());
            high = Math.max(high, Arrays.stream(levels[i]).max().orElseThrow());
            low = Math.min(low, Arrays.stream(levels[i]).min().orElseThrow());
        }
        high += 3;
        low -= 3;
        Figure figure =
                new Figure("Long-term spectra", 240)
                        .plot()
                        .below(MelAxis.of(spec))
                        .left(Axis.linear("level (dB)", low, high, 5));
        double[] x = new double[levels[0].length];
        for (int b = 0; b < x.length; b++) {
            x[b] = (b + 0.5) / x.length;
        }
        for (int i = 0; i < levels.length; i++) {
            double[] y = new double[x.length];
            for (int b = 0; b < y.length; b++) {
                y[b] = (levels[i][b] - low) / (high - low);
            }
            figure.curve(i % 5, sounds.get(i).name(), x, y);
        }
        return figure.html();
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

    private static String table(Map<String, String> facts) {
        StringBuilder html = new StringBuilder("<table>\n");
        facts.forEach(
                (name, value) ->
                        html.append("<tr><th>")
                                .append(Html.escape(name))
                                .append("</th><td>")
                                .append(Html.escape(value))
                                .append("</td></tr>\n"));
        return html.append("</table>\n").toString();
    }
}
