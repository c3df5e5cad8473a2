// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.metrics.Comparison;

/** Measures how far one sound is from another. */
public final class CompareJob {

    private CompareJob() {}

    /**
     * Compares at the reference's rate.
     *
     * @throws IOException if one of them cannot be read, naming it
     */
    public static Comparison run(Path reference, Path other) throws IOException {
        AudioClip first = SoundFile.read(reference);
        return Comparison.of(first, SoundFile.read(other, first.sampleRateHz()));
    }
}
