// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.BlockDistance;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.metrics.ModulationDistance;
import org.timbrel.audio.metrics.Portrait;

/** One texture with what sounds are measured against. */
final class TextureJudge {

    private final Portrait heldOut;
    private final BlockDistance learned;
    private final double realBlocks;

    TextureJudge(TextureSound sound) throws IOException {
        heldOut = Portrait.of(sound.heldOut());
        learned = new BlockDistance(LearnedFrames.of(sound.learned()));
        realBlocks = learned.of(LearnedFrames.of(sound.heldOut()));
    }

    /**
     * All measures that the sound allows.
     *
     * @param thirds of the sound
     * @param frames of the sound before it was rendered
     */
    Map<TextureMeasure, Double> measure(Thirds thirds, AudioClip clip, FrameMatrix frames)
            throws IOException {
        LogMel levels = LogMel.of(clip);
        double blocks = learned.of(frames);
        Map<TextureMeasure, Double> measures = new EnumMap<>(TextureMeasure.class);
        put(measures, TextureMeasure.TS, thirds.texStat());
        put(measures, TextureMeasure.LMS, LevelDistance.sorted(heldOut.mel(), levels));
        put(measures, TextureMeasure.LT, LevelDistance.longTerm(heldOut.mel(), levels));
        put(measures, TextureMeasure.MODULATION, ModulationDistance.of(heldOut.mel(), levels));
        put(measures, TextureMeasure.BLOCKS, blocks);
        put(measures, TextureMeasure.BLOCKS_SHARE, 100 * blocks / realBlocks);
        return measures;
    }

    /** Leaves out what has no value. */
    private static void put(
            Map<TextureMeasure, Double> measures, TextureMeasure measure, double value) {
        if (Double.isFinite(value)) {
            measures.put(measure, value);
        }
    }

    /** A sound in thirds, held against the half that judges. */
    Thirds thirds(SampleReader reader, long samples) throws IOException {
        return new Thirds(reader, samples, heldOut);
    }
}
