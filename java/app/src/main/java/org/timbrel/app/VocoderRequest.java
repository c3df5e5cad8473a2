// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.vocoder.FrameSource;
import org.timbrel.audio.vocoder.MosaicCorpus;
import org.timbrel.audio.vocoder.VocoderSettings;
import org.timbrel.audio.vocoder.VocoderType;

/**
 * How frames are to become sound.
 *
 * @param type null: what suits the features
 * @param corpus a sound file, or a folder of them, that grains are taken from; null where the type
 *     needs none
 * @param skipped takes each file of that folder that cannot be read
 */
public record VocoderRequest(VocoderType type, Path corpus, Consumer<FileFailure> skipped) {

    /** What suits the features. */
    public static final VocoderRequest AUTO = new VocoderRequest(null, null, skipped -> {});

    /** What was asked for, or what suits the features. */
    VocoderType type(FeatureSpec spec) {
        return type == null ? VocoderType.auto(spec) : type;
    }

    /**
     * What was asked for, or what suits the frames.
     *
     * @param vectors read to their end if nothing was asked for
     * @throws IOException if they cannot be read or made into sound
     */
    VocoderType type(FeatureSpec spec, FrameSource vectors) throws IOException {
        return type == null ? VocoderType.auto(spec, vectors) : type;
    }

    /**
     * What {@link #type(FeatureSpec)} needs to render frames of that spec; reads the corpus.
     *
     * @throws IOException if the corpus is missing, cannot be read, or is too short
     */
    VocoderSettings settings(FeatureSpec spec, long seed) throws IOException {
        if (!type(spec).needsCorpus()) {
            return VocoderSettings.seed(seed);
        }
        if (corpus == null) {
            throw new IOException(
                    type(spec).label() + " needs --corpus: the sound to take grains from");
        }
        List<AudioClip> clips = CorpusSounds.read(corpus, spec, skipped);
        try {
            return new VocoderSettings(seed, MosaicCorpus.of(clips, spec));
        } catch (IOException e) {
            throw new InputException(corpus, e);
        }
    }
}
