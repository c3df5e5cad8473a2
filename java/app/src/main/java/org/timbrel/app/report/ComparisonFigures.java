// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.app.Compared;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.metrics.ModulationSpectrum;
import org.timbrel.audio.metrics.Portrait;

/** Pictures of two sounds, or of two sets of sounds, beside each other and over each other. */
final class ComparisonFigures {

    static final double SHOWN_SECONDS = 10;

    private static final double RANGE_DB = 80;
    private static final int MAX_COLUMNS = 760;
    static final int HEIGHT = 200;
    private static final String DESCRIPTION = "Log-mel spectrogram of the ";
    static final String[] NAMES = {"reference", "other"};

    // The right one of two spectrograms has the bar; the pictures are equally wide.
    private static final int LEFT_WIDTH = 456;
    private static final int LEFT_RIGHT = 6;
    private static final int RIGHT_RIGHT = LEFT_RIGHT + Figure.WIDTH - 2 * LEFT_WIDTH;

    // A sixth of an octave apart, from two periods of a modulation spectrum's stretches on.
    private static final double LOWEST_HZ = 0.5;
    private static final double HIGHEST_HZ = 64;
    private static final double POINTS_AN_OCTAVE = 6;

    private final List<List<Portrait>> sides;
    private final List<Portrait> shown;

    ComparisonFigures(Compared compared) {
        sides = List.of(compared.reference().portraits(), compared.other().portraits());
        Compared.Pair pair = compared.shown();
        shown = List.of(pair.reference().portrait(), pair.other().portrait());
    }

    /** The beginning of a sound as a picture over its part of the time axis. */
    private record Beginning(Picture picture, double part, LogMel mel) {}

    /**
     * The beginnings of the sounds shown, with one time axis and one bar.
     *
     * @param longest seconds
     * @param top level in dBFS
     */
    private record Beginnings(List<Beginning> sounds, double longest, double top) {

        Axis time() {
            return Axis.linear("time (s)", 0, longest, 5);
        }

        Axis levels() {
            return Axis.linear("level (dBFS)", top - RANGE_DB, top, 4);
        }
    }

    private Beginnings beginnings() {
        LogMel[] mels =
                shown.stream().map(p -> p.mel().beginning(SHOWN_SECONDS)).toArray(LogMel[]::new);
        Grid[] grids =
                Arrays.stream(mels).map(mel -> Grid.of(mel, MAX_COLUMNS)).toArray(Grid[]::new);
        double top = Arrays.stream(grids).mapToDouble(Grid::max).max().orElseThrow();
        double[] seconds =
                shown.stream().mapToDouble(p -> Math.min(SHOWN_SECONDS, p.seconds())).toArray();
        double longest = Math.max(seconds[0], seconds[1]);
        List<Beginning> sounds = new ArrayList<>();
        for (int i = 0; i < mels.length; i++) {
            Picture picture = Picture.heat(grids[i], ColourMap.LEVEL, top - RANGE_DB, top);
            sounds.add(new Beginning(picture, seconds[i] / longest, mels[i]));
        }
        return new Beginnings(sounds, longest, top);
    }

    /** Beside each other on a sheet. */
    Figure[] spectrograms() {
        Beginnings beginnings = beginnings();
        Figure[] figures = {
            new Figure(DESCRIPTION + NAMES[0], LEFT_WIDTH, HEIGHT, LEFT_RIGHT),
            new Figure(DESCRIPTION + NAMES[1], Figure.WIDTH - LEFT_WIDTH, HEIGHT, RIGHT_RIGHT)
        };
        for (int i = 0; i < figures.length; i++) {
            Beginning sound = beginnings.sounds().get(i);
            figures[i]
                    .picture(sound.picture(), sound.part())
                    .below(beginnings.time())
                    .left(MelAxis.of(sound.mel()));
        }
        figures[1].bar(ColourMap.LEVEL, beginnings.levels());
        return figures;
    }

    /**
     * Beside each other on a page.
     *
     * @param titles one each
     */
    Columns panels(String[] titles) {
        Beginnings beginnings = beginnings();
        Panel[] panels = new Panel[titles.length];
        for (int i = 0; i < panels.length; i++) {
            Beginning sound = beginnings.sounds().get(i);
            panels[i] =
                    Panel.wide(titles[i], DESCRIPTION + NAMES[i], HEIGHT)
                            .picture(sound.picture(), sound.part())
                            .below(beginnings.time())
                            .left(MelAxis.of(sound.mel()))
                            .bar(ColourMap.LEVEL, beginnings.levels());
        }
        return Columns.of(panels);
    }

    /** The level of each band over all of each side. */
    ComparisonCurves longTerm() {
        double[][] levels = new double[sides.size()][];
        LogMel any = null;
        for (int i = 0; i < levels.length; i++) {
            LogMel all = LogMel.joined(sides.get(i).stream().map(Portrait::mel).toList());
            levels[i] = new double[all.bands()];
            for (int b = 0; b < all.bands(); b++) {
                levels[i][b] = all.meanLevelDb(b) - all.fullScaleDb(b);
            }
            any = all;
        }
        double[] x = new double[any.bands()];
        double[] hz = new double[any.bands()];
        for (int b = 0; b < x.length; b++) {
            x[b] = (b + 0.5) / x.length;
            hz[b] = any.centreHz(b);
        }
        return new ComparisonCurves(
                "Long-term spectra", "frequency", "level", "dBFS", MelAxis.of(any), x, hz, levels);
    }

    /** How fast the levels move; null where one side has less than 4 s in one sound. */
    ComparisonCurves modulation() {
        double[][] levels = new double[sides.size()][];
        double[] x = null;
        double[] hz = null;
        double highest = 0;
        for (int i = 0; i < levels.length; i++) {
            ModulationSpectrum spectrum =
                    ModulationSpectrum.of(sides.get(i).stream().map(Portrait::mel).toList());
            if (spectrum == null) {
                return null;
            }
            highest = Math.min(HIGHEST_HZ, spectrum.highestHz());
            double octaves = Math.log(highest / LOWEST_HZ) / Math.log(2);
            int points = (int) (octaves * POINTS_AN_OCTAVE);
            x = new double[points];
            hz = new double[points];
            levels[i] = new double[points];
            for (int p = 0; p < points; p++) {
                double low = LOWEST_HZ * Math.pow(2, p / POINTS_AN_OCTAVE);
                double high = LOWEST_HZ * Math.pow(2, (p + 1) / POINTS_AN_OCTAVE);
                levels[i][p] = spectrum.densityDb(low, high);
                x[p] = (p + 0.5) / (octaves * POINTS_AN_OCTAVE);
                hz[p] = Math.sqrt(low * high);
            }
        }
        return new ComparisonCurves(
                "Modulation spectra",
                "modulation frequency",
                "movement",
                "dB re 1 dB²/Hz",
                Axis.octaves("modulation frequency (Hz)", LOWEST_HZ, highest),
                x,
                hz,
                levels);
    }
}
