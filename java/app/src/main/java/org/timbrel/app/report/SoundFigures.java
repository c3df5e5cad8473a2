// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioClip;

/** Pictures of one sound and its features, over the same time. */
final class SoundFigures {

    static final double RANGE_DB = 80;

    private static final int MAX_COLUMNS = 1648;
    private static final double RANGE_DEVIATIONS = 3;

    private final String title;
    private final AudioClip clip;
    private final Features features;

    /**
     * @param clip at least one sample
     * @param features of that clip, at least one frame
     */
    SoundFigures(String title, AudioClip clip, Features features) {
        this.title = title;
        this.clip = clip;
        this.features = features;
    }

    /** The largest sample, above 0. */
    double peak() {
        double peak = 1e-6;
        for (float sample : clip.samples()) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }

    /** The level of the loudest cell that is drawn, in dB. */
    double top() {
        return level().max();
    }

    private Axis time() {
        return Axis.linear("time (s)", 0, clip.durationSeconds(), 10);
    }

    /**
     * @param range samples from {@code -range} to {@code range} fill the picture
     */
    Panel waveform(double range) {
        return Panel.wide("", "Waveform of " + title, 110)
                .picture(Picture.wave(clip.samples(), range, MAX_COLUMNS, 260))
                .below(time())
                .left(Axis.linear("amplitude", -range, range, 4));
    }

    private Grid level() {
        return Grid.of(features.mel(), MAX_COLUMNS).map(p -> 10 * Math.log10(p + 1e-30));
    }

    /**
     * @param name above it; may be empty
     * @param top level of the map's upper end, in dB
     */
    Panel spectrogram(String name, double top, int height) {
        return Panel.wide(name, "Log-mel spectrogram of " + title, height)
                .picture(Picture.heat(level(), ColourMap.LEVEL, top - RANGE_DB, top))
                .below(time())
                .left(MelAxis.of(features.spec()))
                .bar(ColourMap.LEVEL, Axis.linear("level (dB)", -RANGE_DB, 0, 4));
    }

    double seconds() {
        return clip.durationSeconds();
    }

    Panel coefficients() {
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
        return Panel.wide("", "MFCCs of " + title, 240)
                .picture(
                        Picture.heat(
                                grid, ColourMap.DEVIATION, -RANGE_DEVIATIONS, RANGE_DEVIATIONS))
                .below(time())
                .left(new Axis("coefficient", ticks))
                .bar(
                        ColourMap.DEVIATION,
                        Axis.linear("deviation (σ)", -RANGE_DEVIATIONS, RANGE_DEVIATIONS, 6));
    }
}
