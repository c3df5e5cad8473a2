// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.npz.NpyFormatException;

/**
 * Features as a {@code .npz} of float32 arrays: {@code mfcc} [frames, coefficients] and {@code mel}
 * [frames, bands]; where the spec has pitch, {@code log_f0} [frames], {@code voicing} [frames] and
 * {@code band_voicing} [frames, 5]; one a name in the spec's extras, {@code delta} and {@code
 * delta2} [frames, coefficients], the others [frames]; and {@code spec}, a string of JSON with the
 * fields of {@link FeatureSpec}. Here as a whole; {@link FeatureWriter} and {@link FeatureReader}
 * hold one frame at a time.
 */
public final class FeatureFile {

    static final String SPEC = "spec";

    private FeatureFile() {}

    /**
     * Writes the file whole or not at all. The same features give the same bytes.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Features features) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        try (FeatureWriter writer = new FeatureWriter(folder, features.spec())) {
            for (int t = 0; t < features.frames(); t++) {
                writer.frame(
                        features.vectors().row(t), features.mel().row(t), features.extras().row(t));
            }
            writer.write(file);
        }
    }

    /**
     * Reads a file that {@link #write} or NumPy wrote.
     *
     * @throws NpyFormatException if it is damaged, an array is missing, not finite, or does not fit
     *     the spec
     * @throws IOException if it cannot be read
     */
    public static Features read(Path file) throws IOException {
        try (FeatureReader reader = FeatureReader.open(file)) {
            FrameMatrix vectors = matrix(reader, reader.spec().vectorSize());
            FrameMatrix mels = matrix(reader, reader.spec().melBands());
            FrameMatrix all = matrix(reader, reader.spec().extrasSize());
            int[] next = new int[1];
            reader.readAll(
                    (vector, mel, extras) -> {
                        set(vectors, next[0], vector);
                        set(mels, next[0], mel);
                        set(all, next[0], extras);
                        next[0]++;
                    });
            return new Features(reader.spec(), vectors, mels, all);
        }
    }

    private static FrameMatrix matrix(FeatureReader reader, int dims) throws NpyFormatException {
        long values = (long) reader.frames() * dims;
        if (values > Integer.MAX_VALUE - 8) {
            throw new NpyFormatException(
                    "has %d frames of %d values: more than memory takes at once"
                            .formatted(reader.frames(), dims));
        }
        return new FrameMatrix(new float[(int) values], reader.frames(), dims);
    }

    private static void set(FrameMatrix matrix, int frame, float[] row) {
        System.arraycopy(row, 0, matrix.values(), frame * matrix.dims(), row.length);
    }
}
