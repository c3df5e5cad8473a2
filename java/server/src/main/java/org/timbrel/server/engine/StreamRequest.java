// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.Objects;
import org.timbrel.app.LiveCurve;
import org.timbrel.app.TextureModel;

/**
 * What a stream is to be. Its samples depend on the model, the seed, the temperature and the curves
 * alone. The curves are its own from then on: they change where it is steered.
 *
 * @param owner whose it is
 * @param model by its name
 * @param seed a seed's stream is always the same
 * @param temperature 1: as learned; 0..{@value #MOST_TEMPERATURE}
 * @param sounds what the model's sounds weigh, 1 together
 * @param loudness dB on all bands
 * @param brightness dB an octave
 * @param seconds above 0; infinite: until it is ended
 * @param pace how fast it is read
 * @param leadSeconds how far a listener at {@link Pace#REALTIME} may be ahead of what is heard,
 *     0..{@value #MOST_LEAD}; below {@value #LEAST_LEAD}, that
 * @param live whether it is to be steered: less is made ahead, so that it follows soon
 */
public record StreamRequest(
        String owner,
        String model,
        long seed,
        float temperature,
        LiveCurve sounds,
        LiveCurve loudness,
        LiveCurve brightness,
        double seconds,
        Pace pace,
        double leadSeconds,
        boolean live) {

    /** The highest temperature. */
    public static final float MOST_TEMPERATURE = 10;

    /** The longest lead in seconds. */
    public static final double MOST_LEAD = 10;

    /** Two of the blocks in which it is read, in seconds. */
    public static final double LEAST_LEAD = 0.1;

    public StreamRequest {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(sounds, "sounds");
        Objects.requireNonNull(loudness, "loudness");
        Objects.requireNonNull(brightness, "brightness");
        Objects.requireNonNull(pace, "pace");
        EngineSettings.within("temperature", temperature, 0, MOST_TEMPERATURE);
        EngineSettings.within("leadSeconds", leadSeconds, 0, MOST_LEAD);
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("seconds %s is not above 0".formatted(seconds));
        }
    }

    /**
     * Checks that the curves are the model's.
     *
     * @throws IllegalArgumentException if they are not
     */
    void requireFits(TextureModel of) {
        int count = Math.max(1, of.sounds().size());
        if (sounds.width() != count) {
            throw new IllegalArgumentException(
                    "%d weights for %d sounds".formatted(sounds.width(), count));
        }
        if (loudness.width() != 1 || brightness.width() != 1) {
            throw new IllegalArgumentException(
                    "loudness of %d and brightness of %d values: both have one"
                            .formatted(loudness.width(), brightness.width()));
        }
    }
}
