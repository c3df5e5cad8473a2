// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A figure of others, to stand beside ours.
 *
 * @param who made the sound
 * @param on what
 * @param figure as it was given
 * @param source where it comes from
 * @param set whose sounds it is of, where its measures are those of our rows; empty otherwise
 * @param measures in those terms
 * @param timesRealTime in those terms; null where it was not given
 */
public record Published(
        String who,
        String on,
        String figure,
        String source,
        String set,
        Map<Measure, Double> measures,
        Double timesRealTime) {

    public Published {
        measures = measures.isEmpty() ? Map.of() : new EnumMap<>(measures);
    }

    /** That has no row among ours. */
    private Published(String who, String on, String figure, String source) {
        this(who, on, figure, source, "", Map.of(), null);
    }

    private static final String LIBROSA = "measured elsewhere with librosa 0.11, on 2 cores";
    private static final String MEASURED = "measured elsewhere, on 2 cores";
    private static final String AUTHORS = "published";

    /** All of them. They do not change from run to run: nothing here measures them. */
    public static List<Published> all() {
        return List.of(
                new Published(
                        "librosa mfcc_to_audio, 20 coefficients",
                        "eight textures",
                        "LM 3.8, TS 0.40; 12 × real time",
                        LIBROSA,
                        SoundSets.TEXTURES,
                        Map.of(Measure.LM, 3.8, Measure.TS, 0.40),
                        12.0),
                new Published(
                        "librosa mfcc_to_audio, 20 coefficients",
                        "pitched sounds",
                        "LM 7.2",
                        LIBROSA,
                        SoundSets.PITCHED,
                        Map.of(Measure.LM, 7.2),
                        12.0),
                new Published(
                        "librosa mfcc_to_audio, 20 (80) coefficients",
                        "8 recordings of sonic-pi-samples, 22.05 kHz, 1024/256, 80 mel",
                        "RMS difference of log mel a frame: 4.0 (2.6–3.0) dB",
                        LIBROSA),
                new Published(
                        "librosa Griffin-Lim, 32 rounds",
                        "exact magnitudes",
                        "15–25 dB; 23–26 × real time",
                        LIBROSA),
                new Published(
                        "librosa mfcc, 1024/256, 80 bands",
                        "ten minutes at 22.05 kHz",
                        "1,506 × real time",
                        LIBROSA),
                new Published(
                        "WORLD",
                        "pitched sounds; speech",
                        "LM 3.9; RPA50 0.92; 33–110 × real time",
                        MEASURED),
                new Published("TexDSP", "textures", "TS 0.51, LM 9.4", MEASURED),
                new Published(
                        "PGHI",
                        "exact magnitudes of speech, Hann, redundancy 8 (4)",
                        "27.0 (18.2) dB",
                        AUTHORS),
                new Published(
                        "fast Griffin-Lim after PGHI",
                        "exact magnitudes of speech, Hann, redundancy 8 (4)",
                        "32.3 (26.4) dB",
                        AUTHORS),
                new Published("BRAVE", "latency", "below 10 ms", AUTHORS),
                new Published("RAVE", "a laptop", "20 × real time", AUTHORS));
    }
}
