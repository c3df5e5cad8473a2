// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureReader;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.nn.train.FrameSequence;

/** Frames of a file: a feature file's own, or those of a sound. */
final class FrameFiles {

    private static final String FEATURES = ".npz";

    private static final int ALL = Integer.MAX_VALUE;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** More than a frame's pitch waits for. */
    private static final double LOOK_AHEAD_SECONDS = 2;

    private FrameFiles() {}

    static boolean isData(Path file) {
        return AudioFiles.hasAudioExtension(file) || isFeatures(file);
    }

    static boolean isFeatures(Path file) {
        return file.getFileName().toString().endsWith(FEATURES);
    }

    /** That of the first feature file that can be read, or the texture profile. */
    static FeatureSpec spec(List<Path> files) {
        for (Path file : files) {
            try {
                if (isFeatures(file)) {
                    try (FeatureReader features = FeatureReader.open(file)) {
                        return features.spec();
                    }
                }
            } catch (IOException e) {
                // Reported when it is read with the others.
            }
        }
        return Profile.TEXTURE.spec();
    }

    /** Of a sound as many as there are shifts, of a feature file one. */
    static List<FrameSequence> copies(Path file, FeatureSpec spec, int shifts) throws IOException {
        List<FrameSequence> copies = new ArrayList<>();
        for (int k = 0; k < (isFeatures(file) ? 1 : shifts); k++) {
            int shift = Math.toIntExact((long) k * spec.hopSamples() / shifts);
            FrameMatrix vectors =
                    isFeatures(file) ? fitting(file, spec, ALL) : extract(file, spec, shift);
            copies.add(
                    new FrameSequence(
                            file.toString(), vectors.values(), vectors.frames(), vectors.dims()));
        }
        return copies;
    }

    /**
     * The beginning of a sound or feature file.
     *
     * @param most frames at most
     * @return [frames, vectorSize]
     */
    static FrameMatrix beginning(Path file, FeatureSpec spec, int most) throws IOException {
        return AudioFiles.hasAudioExtension(file)
                ? extractBeginning(file, spec, most)
                : fitting(file, spec, most);
    }

    /** Vectors of a feature file whose spec is {@code spec}, but for extras. */
    private static FrameMatrix fitting(Path file, FeatureSpec spec, int most) throws IOException {
        try (FeatureReader features = FeatureReader.open(file)) {
            String difference = ModelFeatures.difference(features.spec(), spec);
            if (!difference.isEmpty()) {
                throw new IOException("its features do not fit: " + difference);
            }
            int frames = Math.min(most, features.frames());
            int dims = spec.vectorSize();
            if ((long) frames * dims > LARGEST_ARRAY) {
                throw new IOException(
                        frames + " frames are more than memory takes at once: make shorter files");
            }
            float[] values = new float[frames * dims];
            float[] vector = new float[dims];
            for (int t = 0; t < frames; t++) {
                features.next(vector);
                System.arraycopy(vector, 0, values, t * dims, dims);
            }
            return new FrameMatrix(values, frames, dims);
        }
    }

    private static FrameMatrix extract(Path file, FeatureSpec spec, int shift) throws IOException {
        try (SampleReader reader =
                new ShiftedReader(AudioFiles.open(file, spec.sampleRateHz()), shift)) {
            return new FeatureExtractor(spec)
                    .extract(new MeteredReader(reader, (count, rate) -> {}))
                    .vectors();
        }
    }

    private static FrameMatrix extractBeginning(Path file, FeatureSpec spec, int most)
            throws IOException {
        if (spec.topDb() != null) {
            return rows(extract(file, spec, 0), most); // Its loudest part may come later.
        }
        long samples =
                (long) most * spec.hopSamples()
                        + spec.fftSize()
                        + (long) (LOOK_AHEAD_SECONDS * spec.sampleRateHz());
        try (SampleReader reader =
                new StoppableReader(AudioFiles.open(file, spec.sampleRateHz()), samples)) {
            return rows(new FeatureExtractor(spec).extract(reader).vectors(), most);
        }
    }

    private static FrameMatrix rows(FrameMatrix all, int most) {
        int frames = Math.min(most, all.frames());
        return new FrameMatrix(
                Arrays.copyOf(all.values(), frames * all.dims()), frames, all.dims());
    }
}
