// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.metrics.BlockDistance;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.TextureDataset;

/**
 * How long a texture's innovations may follow each other as they were recorded. Longer runs keep
 * more of how a sound moves, and copy more of it: the longest is taken that makes frames as far
 * from what was learned as held-out sound is, or nearly.
 */
final class RunLength {

    /** Tried, in ascending order. */
    private static final float[] LENGTHS = {2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24};

    /** Of the distance of held-out sound. */
    private static final double ENOUGH = 0.9;

    /** Generated to be measured: as long as it is, the distance is good to some percent. */
    private static final double SECONDS = 30;

    /** Held-out blocks below which their distance says little. */
    private static final int LEAST_HELD_BLOCKS = 25;

    private static final int MOST_BLOCKS = 200;
    private static final int LEAST_BLOCKS = 50;

    /** Blocks times frames that were learned: what is longer is searched for fewer. */
    private static final double WORK = 6e6;

    private final Device device;
    private final double framesPerSecond;

    private RunLength(Device device, double framesPerSecond) {
        this.device = device;
        this.framesPerSecond = framesPerSecond;
    }

    /**
     * The longest that all sounds of a model allow; the model's own where nothing says so. The same
     * model and data give the same one.
     *
     * @param device where frames are made
     * @param data that it learned from
     * @param shifts at which every sound was read: one of them says how far it is
     */
    static float longest(
            Device device,
            Checkpoint model,
            TextureDataset data,
            int shifts,
            double framesPerSecond)
            throws IOException {
        RunLength choice = new RunLength(device, framesPerSecond);
        float longest = Float.POSITIVE_INFINITY;
        for (int c = 0; c < data.texture().sounds(); c++) {
            List<FrameSequence> learned = unshifted(data.trainingPieces(c), shifts);
            List<FrameSequence> held = unshifted(data.validationPieces(c), shifts);
            if (frames(held) >= LEAST_HELD_BLOCKS * BlockDistance.BLOCK_FRAMES) {
                longest = Math.min(longest, choice.of(model, c, joined(learned), joined(held)));
            }
        }
        return Float.isFinite(longest) ? longest : model.texture().run();
    }

    private float of(Checkpoint model, int sound, FrameMatrix learned, FrameMatrix held)
            throws IOException {
        BlockDistance distance = new BlockDistance(learned);
        double share = WORK / learned.frames();
        int blocks = (int) Math.max(LEAST_BLOCKS, Math.min(MOST_BLOCKS, share));
        double least = ENOUGH * distance.of(held, blocks);
        int low = 0; // The shortest, if none is far enough.
        int high = LENGTHS.length - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            FrameMatrix made =
                    TextureTrial.frames(
                            device,
                            model.withRun(LENGTHS[middle]),
                            sound,
                            (int) (SECONDS * framesPerSecond));
            if (distance.of(made, blocks) >= least) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return LENGTHS[low];
    }

    /** Of every file the first of its copies, which lie one behind the other. */
    private static List<FrameSequence> unshifted(List<FrameSequence> pieces, int shifts) {
        Map<String, List<FrameSequence>> files = new LinkedHashMap<>();
        pieces.forEach(p -> files.computeIfAbsent(p.name(), n -> new ArrayList<>()).add(p));
        return files.values().stream()
                .flatMap(own -> own.stream().limit(Math.max(1, own.size() / shifts)))
                .toList();
    }

    private static int frames(List<FrameSequence> pieces) {
        return pieces.stream().mapToInt(FrameSequence::frames).sum();
    }

    private static FrameMatrix joined(List<FrameSequence> pieces) {
        int dims = pieces.get(0).dims();
        float[] values = new float[frames(pieces) * dims];
        int at = 0;
        for (FrameSequence piece : pieces) {
            System.arraycopy(piece.values(), 0, values, at, piece.frames() * dims);
            at += piece.frames() * dims;
        }
        return new FrameMatrix(values, frames(pieces), dims);
    }
}
