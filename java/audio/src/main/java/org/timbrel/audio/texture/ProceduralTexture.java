// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.timbrel.audio.io.SampleReader;

/**
 * The texture set: eight sounds made from their physics, as long as wanted and the same bytes for a
 * seed on every machine. Each is stationary over a minute but never repeats, and differs from the
 * others in what a model has to learn: impulses, gusts, waves, chirps, syllables, a mechanical
 * cycle.
 */
public enum ProceduralTexture {
    RAIN(1.51),
    FIRE(2.17),
    WIND(1.2),
    STREAM(2.26),
    SURF(1.86),
    INSECTS(2),
    CROWD(0.2),
    MACHINE(0.7);

    public static final int SAMPLE_RATE_HZ = 44_100;

    private final double gain;

    /**
     * @param gain measured: it brings a minute of the sound to -20 dBFS RMS
     */
    ProceduralTexture(double gain) {
        this.gain = gain;
    }

    /** The name users write: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The texture of that name.
     *
     * @param label as {@link #label()} gives it, in any case
     * @throws IllegalArgumentException if there is no such texture; the message lists those there
     *     are
     */
    public static ProceduralTexture named(String label) {
        for (ProceduralTexture texture : values()) {
            if (texture.label().equals(label.toLowerCase(Locale.ROOT))) {
                return texture;
            }
        }
        String known =
                Arrays.stream(values())
                        .map(ProceduralTexture::label)
                        .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "no texture is called \"" + label + "\"; there are: " + known);
    }

    /**
     * Opens a mono stream at {@link #SAMPLE_RATE_HZ}, at about -20 dBFS RMS and always below -1
     * dBFS, faded over 5 ms at both ends. It is made while it is read, in memory that does not
     * grow. A longer duration begins with the same samples.
     *
     * @param seed any value; another seed gives another stretch of the same kind of sound
     * @param durationSeconds above 0 and finite; rounded to a whole number of samples, at least 1
     * @throws IllegalArgumentException if the duration is not above 0 and finite
     */
    public SampleReader open(long seed, double durationSeconds) {
        if (!(durationSeconds > 0) || durationSeconds == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "durationSeconds " + durationSeconds + " is not above 0 and finite");
        }
        long samples = Math.max(1, Math.round(durationSeconds * SAMPLE_RATE_HZ));
        RandomSource random = new RandomSource(seed).layer(label());
        return new TextureReader(() -> sound(random), gain, samples);
    }

    private Sound sound(RandomSource random) {
        return switch (this) {
            case RAIN -> new Rain(random);
            case FIRE -> new Fire(random);
            case WIND -> new Wind(random);
            case STREAM -> new Stream(random);
            case SURF -> new Surf(random);
            case INSECTS -> new Insects(random);
            case CROWD -> new Crowd(random);
            case MACHINE -> new Machine(random);
        };
    }
}
