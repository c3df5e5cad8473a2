// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/**
 * What a vocoder needs beside the frames.
 *
 * @param seed of what is random: the same seed and frames, the same samples
 * @param corpus the sound that {@link VocoderType#MOSAIC} takes its grains from; null for others
 */
public record VocoderSettings(long seed, MosaicCorpus corpus) {

    /** Without a corpus. */
    public static VocoderSettings seed(long seed) {
        return new VocoderSettings(seed, null);
    }
}
