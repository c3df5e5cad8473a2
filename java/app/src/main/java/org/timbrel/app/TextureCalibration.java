// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.FrameSequence;

/**
 * Listens to what a trained network makes of each of its sounds, and writes into its checkpoint by
 * what that is to be corrected. The same checkpoint and data give the same corrections.
 */
final class TextureCalibration {

    /** Generated of each sound. */
    private static final double SECONDS = 120;

    /** A piece of a sound shorter than this says little of how it moves. */
    private static final double LEAST_LEARNED_SECONDS = 10;

    /** Compared with so much of it at most. */
    private static final double MOST_LEARNED_SECONDS = 240;

    private final FeatureSpec spec;
    private final CepstralFrames cepstra;

    private TextureCalibration(FeatureSpec spec) {
        this.spec = spec;
        cepstra = new CepstralFrames(spec);
    }

    /**
     * Does it. Where too little was learned of a sound to say how it moves, the model is written
     * without corrections.
     *
     * @param device where frames are made
     * @param model written, with all that was changed of it
     * @param learned the pieces of each of its sounds that it learned from
     */
    static void write(Device device, Checkpoint model, List<List<FrameSequence>> learned)
            throws IOException {
        ModelFeatures features = ModelFeatures.of(model.features());
        TextureCalibration calibration = new TextureCalibration(features.spec());
        List<LevelCorrection> found = calibration.corrections(device, model, learned);
        model.writeFeatures(features.corrected(found).json());
    }

    /** One a sound; none where one of them says too little. */
    private List<LevelCorrection> corrections(
            Device device, Checkpoint model, List<List<FrameSequence>> learned) throws IOException {
        if (!learned.stream().allMatch(this::isEnough)) {
            return List.of();
        }
        List<LevelCorrection> found = new ArrayList<>();
        for (int c = 0; c < learned.size(); c++) {
            LevelCorrection correction =
                    CorrectionFit.of(
                            learned(learned.get(c)),
                            generated(device, model, c),
                            spec.melBands(),
                            spec.framesPerSecond());
            if (correction == null) {
                return List.of();
            }
            found.add(correction);
        }
        return found;
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

    private float[][] generated(Device device, Checkpoint model, int sound) throws IOException {
        int least = (int) Math.ceil(SECONDS * spec.framesPerSecond());
        FrameMatrix frames = TextureTrial.frames(device, model, sound, least);
        return levels(frames.values(), 0, frames.frames());
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
