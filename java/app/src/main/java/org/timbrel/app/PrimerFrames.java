// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioFormatException;

/**
 * The frames that textures go on from. Vocoders get the last of them before the first new frame, or
 * all of them where the primer is heard, so that the new sound begins in the middle of a sound and
 * not with an attack.
 */
final class PrimerFrames {

    /** Longer than any vocoder's window, and than what its phases need to settle. */
    private static final double LEAD_SECONDS = 0.5;

    private final FeatureSpec spec;
    private final FrameMatrix frames;
    private final boolean kept;

    private PrimerFrames(FeatureSpec spec, FrameMatrix frames, boolean kept) {
        this.spec = spec;
        this.frames = frames;
        this.kept = kept;
    }

    /**
     * Reads a primer.
     *
     * @param primer null: none, which has no frames
     * @throws InputException if it cannot be read, or has no frame
     */
    static PrimerFrames read(GenerateJob.Primer primer, FeatureSpec spec) throws IOException {
        if (primer == null) {
            return new PrimerFrames(
                    spec, new FrameMatrix(new float[0], 0, spec.vectorSize()), false);
        }
        Path file = primer.file();
        try {
            if (ScoreFile.isMidi(file) && Files.exists(file)) {
                throw new IOException(
                        "is a MIDI file, and the model goes on from sounds: 'timbrel render %s -o primer.wav' makes one of it"
                                .formatted(file));
            }
            double most = Math.ceil(primer.seconds() * spec.framesPerSecond());
            FrameMatrix frames =
                    FrameFiles.beginning(file, spec, (int) Math.min(Integer.MAX_VALUE, most));
            if (frames.frames() == 0) {
                throw new AudioFormatException(
                        "is too short for a frame, and cannot be gone on from");
            }
            return new PrimerFrames(spec, frames, primer.kept());
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /** How many there are. */
    int frames() {
        return frames.frames();
    }

    /** [frames, vectorSize]: the array itself. */
    float[] values() {
        return frames.values();
    }

    /** Of the last frames, those that are rendered. */
    int lead() {
        int most = (int) Math.ceil(LEAD_SECONDS * spec.framesPerSecond());
        return kept ? frames.frames() : Math.min(most, frames.frames());
    }

    /** [lead, vectorSize]. */
    float[] leadValues() {
        int dims = frames.dims();
        int from = (frames.frames() - lead()) * dims;
        return Arrays.copyOfRange(frames.values(), from, frames.frames() * dims);
    }

    /** Frames that are rendered and not heard. */
    int unheard() {
        return kept ? 0 : lead();
    }

    /** Samples of the primer that are heard. */
    long keptSamples() {
        return kept ? (long) frames.frames() * spec.hopSamples() : 0;
    }
}
