// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.npz.SpoolException;

/** Extracts clips of any length, by any spec, in memory that does not grow. */
public final class LongClip {

    private LongClip() {}

    /**
     * The frames of a clip.
     *
     * @param source read to its end, not closed
     * @param folder where frames wait in a temporary file until the clip's maximum is known, if the
     *     spec's topDb is on
     * @throws AudioFormatException if it is at another rate, empty, or shorter than one frame
     * @throws SpoolException if frames cannot be written
     * @throws IOException if the source cannot be read, or from the sink
     */
    public static void extract(
            FeatureExtractor extractor, SampleReader source, Path folder, FrameSink sink)
            throws IOException {
        extractor.stream(source, sink);
    }
}
