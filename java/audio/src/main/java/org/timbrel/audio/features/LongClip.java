// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.npz.ArraySpool;
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
        FeatureSpec spec = extractor.spec();
        if (spec.topDb() == null) {
            extractor.stream(source, sink);
            return;
        }
        int columns = spec.vectorSize() + spec.melBands() + spec.extrasSize();
        try (ArraySpool measured = ArraySpool.ofRows(folder, columns)) {
            float[] row = new float[columns];
            float[] loudest = new float[1];
            extractor.measure(
                    source,
                    (vector, mel, extras) -> {
                        join(row, vector, mel, extras);
                        measured.append(row, 0);
                        for (float cell : mel) {
                            loudest[0] = Math.max(loudest[0], cell);
                        }
                    });
            finish(spec, measured.read(), spec.lowestCell(loudest[0]), sink);
        }
    }

    private static void join(float[] row, float[]... parts) {
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, row, at, part.length);
            at += part.length;
        }
    }

    private static void finish(
            FeatureSpec spec, ArraySpool.Rows measured, double lowest, FrameSink sink)
            throws IOException {
        float[] vector = new float[spec.vectorSize()];
        float[] mel = new float[spec.melBands()];
        float[] extras = new float[spec.extrasSize()];
        float[] row = new float[vector.length + mel.length + extras.length];
        CoefficientStage stage = new CoefficientStage(spec, lowest, sink);
        while (measured.next(row)) {
            System.arraycopy(row, 0, vector, 0, vector.length);
            System.arraycopy(row, vector.length, mel, 0, mel.length);
            System.arraycopy(row, vector.length + mel.length, extras, 0, extras.length);
            stage.frame(vector, mel, extras);
        }
        stage.finish();
    }
}
