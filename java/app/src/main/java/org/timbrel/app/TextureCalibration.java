// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.generate.SoundWeights;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.TextureDataset;

/**
 * Listens to what a trained texture makes of each of its sounds, and writes into its checkpoint by
 * what that is to be corrected. The same checkpoint and data give the same corrections.
 */
final class TextureCalibration {

    /** Generated of each sound. */
    private static final double SECONDS = 120;

    /** A piece of a sound shorter than this says little of how it moves. */
    private static final double LEAST_LEARNED_SECONDS = 10;

    /** Compared with so much of it at most. */
    private static final double MOST_LEARNED_SECONDS = 240;

    private static final int CHUNK_STEPS = 64;
    private static final long SEED = 4711;

    private final FeatureSpec spec;
    private final CepstralFrames cepstra;

    private TextureCalibration(FeatureSpec spec) {
        this.spec = spec;
        cepstra = new CepstralFrames(spec);
    }

    /**
     * Does it. A model that learned too little of a sound to say how it moves stays as it is.
     *
     * @param device where frames are made
     * @param data that it learned from
     */
    static void write(Device device, Checkpoint model, TextureDataset data) throws IOException {
        ModelFeatures features = ModelFeatures.of(model.features());
        TextureCalibration calibration = new TextureCalibration(features.spec());
        List<LevelCorrection> found = new ArrayList<>();
        for (int c = 0; c < data.texture().sounds(); c++) {
            if (!calibration.isEnough(data.trainingPieces(c))) {
                return;
            }
        }
        for (int c = 0; c < data.texture().sounds(); c++) {
            LevelCorrection correction =
                    CorrectionFit.of(
                            calibration.learned(data.trainingPieces(c)),
                            calibration.generated(device, model, c, data.texture().sounds()),
                            features.spec().melBands(),
                            features.spec().framesPerSecond());
            if (correction == null) {
                return;
            }
            found.add(correction);
        }
        model.writeFeatures(features.corrected(found).json());
    }

    private boolean isEnough(List<FrameSequence> pieces) {
        double frames = LEAST_LEARNED_SECONDS * spec.framesPerSecond();
        return pieces.stream().anyMatch(piece -> piece.frames() >= frames);
    }

    /** Of long sounds a part of every piece, from its beginning to its end as pieces go on. */
    private List<float[][]> learned(List<FrameSequence> pieces) {
        long frames = pieces.stream().mapToLong(FrameSequence::frames).sum();
        double share = Math.min(1, MOST_LEARNED_SECONDS * spec.framesPerSecond() / frames);
        int least = (int) Math.ceil(LEAST_LEARNED_SECONDS * spec.framesPerSecond());
        List<float[][]> levels = new ArrayList<>();
        for (int p = 0; p < pieces.size(); p++) {
            FrameSequence piece = pieces.get(p);
            // Movement and slow levels need a stretch, however many pieces there are.
            int count = Math.min(piece.frames(), Math.max(least, (int) (share * piece.frames())));
            int first =
                    (int) ((long) p * (piece.frames() - count) / Math.max(1, pieces.size() - 1));
            levels.add(levels(piece.values(), first, count));
        }
        return levels;
    }

    private float[][] generated(Device device, Checkpoint model, int sound, int sounds)
            throws IOException {
        float[] weights = new float[sounds];
        weights[sound] = 1;
        int chunks = (int) Math.ceil(SECONDS * spec.framesPerSecond() / CHUNK_STEPS);
        float[][] levels = new float[chunks * CHUNK_STEPS][];
        try (Generator generator = new Generator(device, model, 1, RangeClamp.DEFAULT)) {
            FrameStream stream =
                    generator.open(SEED, sound, Sampling.at(1), SoundWeights.of(weights));
            float[] chunk = new float[generator.chunkValues(CHUNK_STEPS)];
            for (int k = 0; k < chunks; k++) {
                generator.advance(CHUNK_STEPS);
                stream.copyFrames(chunk);
                float[][] own = levels(chunk, 0, CHUNK_STEPS);
                System.arraycopy(own, 0, levels, k * CHUNK_STEPS, CHUNK_STEPS);
            }
        }
        return levels;
    }

    private float[][] levels(float[] frames, int first, int count) {
        float[][] levels = new float[count][spec.melBands()];
        double[] level = new double[spec.melBands()];
        for (int t = 0; t < count; t++) {
            cepstra.levels(frames, (first + t) * spec.vectorSize(), level);
            for (int b = 0; b < level.length; b++) {
                levels[t][b] = (float) level[b];
            }
        }
        return levels;
    }
}
