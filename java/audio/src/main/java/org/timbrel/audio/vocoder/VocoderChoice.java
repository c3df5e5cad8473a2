// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.pitch.PitchFrame;

/**
 * Which vocoder suits the frames of a whole sound that was looked at for a pitch. One voice or
 * string is periodic wherever it has a pitch at all; a chord or a bell, in which a pitch is found
 * too, is so in part only, but has peaks over its bands; a texture has neither. Not thread-safe.
 */
final class VocoderChoice {

    // Voices, strings and pipes have 0.77 to 1, chords, bells and drums 0.4 to 0.75.
    private static final double ONE_PITCH = 0.75;
    // Fewer voiced frames than that are chance.
    private static final double LEAST_VOICED = 0.1;
    // Chords and bells have 4.3 to 9 dB, textures 2.2 to 3.2 dB.
    private static final double PEAKS_DB = 4;
    // Below the loudest band, a frame's peaks and dips are not heard.
    private static final double RANGE_DB = 50;

    private final FeatureSpec spec;
    private final CepstrumInverse cepstrum;
    private final MelTarget target;
    private final double[] melDb;
    private long frames;
    private long voiced;
    private double voicing;
    private double peaks;

    VocoderChoice(FeatureSpec spec) {
        this.spec = spec;
        cepstrum = new CepstrumInverse(spec);
        target = new MelTarget(new MelBands(spec));
        melDb = new double[spec.melBands()];
    }

    /** What suits frames of a spec with pitch, read to their end. */
    static VocoderType of(FeatureSpec spec, FrameSource vectors) throws IOException {
        VocoderChoice choice = new VocoderChoice(spec);
        float[] vector = new float[spec.vectorSize()];
        while (vectors.next(vector)) {
            try {
                choice.add(vector);
            } catch (IllegalArgumentException e) {
                throw new AudioFormatException(e.getMessage(), e);
            }
        }
        return choice.type();
    }

    private void add(float[] vector) {
        cepstrum.apply(vector, 0, melDb);
        target.set(melDb);
        if (target.silent()) {
            return;
        }
        frames++;
        double v = vector[spec.coefficients() + PitchFrame.VOICING];
        if (v > 0) {
            voiced++;
            voicing += v;
        }
        peaks += peaksDb();
    }

    /** How far bands lie from the mean of their neighbours, RMS. */
    private double peaksDb() {
        double loudest = melDb[0];
        for (double level : melDb) {
            loudest = Math.max(loudest, level);
        }
        double sum = 0;
        int count = 0;
        for (int b = 1; b < melDb.length - 1; b++) {
            if (melDb[b] > loudest - RANGE_DB) {
                double off = melDb[b] - 0.5 * (melDb[b - 1] + melDb[b + 1]);
                sum += off * off;
                count++;
            }
        }
        return count == 0 ? 0 : Math.sqrt(sum / count);
    }

    private VocoderType type() {
        if (voiced > LEAST_VOICED * frames && voicing >= ONE_PITCH * voiced) {
            return VocoderType.HARMONIC;
        }
        return peaks >= PEAKS_DB * frames && frames > 0 ? VocoderType.PHASE : VocoderType.NOISE;
    }
}
