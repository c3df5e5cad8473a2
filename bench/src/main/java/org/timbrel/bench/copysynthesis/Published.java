// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.List;

/**
 * A figure of others, to stand beside ours.
 *
 * @param who made the sound
 * @param on what
 * @param figure as it was given
 * @param source where it comes from
 */
public record Published(String who, String on, String figure, String source) {

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
                        LIBROSA),
                new Published(
                        "librosa mfcc_to_audio, 20 coefficients",
                        "pitched sounds",
                        "LM 7.2",
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
