// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.timbrel.app.SpecTable;
import org.timbrel.app.Version;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioClip;

/** One sound and its features as a page: to hear, to see, and the numbers behind it. */
public final class SoundReport {

    private static final int MAX_COLUMNS = 1648;
    private static final double RANGE_DB = 80;
    private static final double RANGE_DEVIATIONS = 3;

    private final String title;
    private final AudioClip clip;
    private final Features features;

    /**
     * @param title of the sound
     * @param clip at least one sample
     * @param features of that clip, at least one frame
     */
    public SoundReport(String title, AudioClip clip, Features features) {
        this.title = title;
        this.clip = clip;
        this.features = features;
    }

    /**
     * The page, which needs no other file but the sound.
     *
     * @param soundUri of the sound file, relative to the page
     */
    public String html(String soundUri) {
        Page page = new Page(title);
        page.add("<h1>%s</h1>", title);
        page.add(
                "<p class=\"lead\">%s of sound in %s frames of %s.</p>",
                seconds(),
                String.format(Locale.ROOT, "%,d", features.mfcc().frames()),
                features.mfcc().dims() + " MFCCs");
        page.raw(
                "<audio controls preload=\"metadata\" src=\""
                        + Html.escape(soundUri)
                        + "\"></audio>");
        page.section("Waveform", "The range of the samples, and within it their RMS.", waveform());
        page.section(
                "Log-mel spectrogram",
                "Power in " + features.mel().dims() + " mel bands, in dB below the loudest cell.",
                spectrogram());
        page.section(
                "MFCCs",
                "Each coefficient's deviation from its own mean, in standard deviations:"
                        + " low rows are the broad shape of the spectrum, high rows its detail.",
                coefficients());
        page.section("How it was computed", "", table());
        page.add("<footer>Timbrel %s</footer>", Version.current());
        return page.html();
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.2f s", clip.durationSeconds());
    }

    private Axis time() {
        return Axis.linear("time (s)", 0, clip.durationSeconds(), 10);
    }

    private String waveform() {
        double peak = 1e-6;
        for (float sample : clip.samples()) {
            peak = Math.max(peak, Math.abs(sample));
        }
        double range = peak * 1.05;
        return new Figure("Waveform of " + title, 130)
                .picture(Picture.wave(clip.samples(), range, MAX_COLUMNS, 260))
                .below(time())
                .left(Axis.linear("amplitude", -range, range, 4))
                .html();
    }

    private String spectrogram() {
        Grid level = Grid.of(features.mel(), MAX_COLUMNS).map(p -> 10 * Math.log10(p + 1e-30));
        double top = level.max();
        return new Figure("Log-mel spectrogram of " + title, 300)
                .picture(Picture.heat(level, ColourMap.LEVEL, top - RANGE_DB, top))
                .below(time())
                .left(MelAxis.of(features.spec()))
                .bar(ColourMap.LEVEL, Axis.linear("level (dB)", -RANGE_DB, 0, 4))
                .html();
    }

    private String coefficients() {
        Grid grid = Grid.of(features.mfcc(), MAX_COLUMNS).standardised();
        double rows = grid.rows();
        List<Axis.Tick> ticks =
                Axis.linear("", 0, rows - 1, 5).ticks().stream()
                        .map(
                                t ->
                                        new Axis.Tick(
                                                (t.position() * (rows - 1) + 0.5) / rows,
                                                t.label()))
                        .toList();
        return new Figure("MFCCs of " + title, 260)
                .picture(
                        Picture.heat(
                                grid, ColourMap.DEVIATION, -RANGE_DEVIATIONS, RANGE_DEVIATIONS))
                .below(time())
                .left(new Axis("coefficient", ticks))
                .bar(
                        ColourMap.DEVIATION,
                        Axis.linear("deviation (σ)", -RANGE_DEVIATIONS, RANGE_DEVIATIONS, 6))
                .html();
    }

    private String table() {
        StringBuilder html = new StringBuilder("<table>\n");
        for (Map.Entry<String, String> row : SpecTable.rows(features.spec()).entrySet()) {
            html.append("<tr><th>")
                    .append(Html.escape(row.getKey()))
                    .append("</th><td>")
                    .append(Html.escape(row.getValue()))
                    .append("</td></tr>\n");
        }
        return html.append("</table>\n").toString();
    }
}
