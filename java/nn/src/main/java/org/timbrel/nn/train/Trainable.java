// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.texture.Texture;

/** Checks that network, data and training go together, before anything is made for them. */
final class Trainable {

    private Trainable() {}

    /**
     * Whether a network can be trained on these frames, and as the spec has it.
     *
     * @throws InsufficientDataException if the training part has fewer steps than one sequence
     * @throws IllegalArgumentException if the network's frames are not those of the data
     */
    static void require(NetworkSpec network, SequenceDataset data, TrainingSpec spec) {
        requireFits(network, data);
        if (network.head() instanceof Head.Categorical && data.spec().normalise()) {
            throw new IllegalArgumentException(
                    "tokens are names, not amounts: take a dataset that does not normalise");
        }
        if (network.head() instanceof Head.Categorical && spec.inputNoise() > 0) {
            throw new IllegalArgumentException(
                    "inputNoise is %s, but tokens are names, not amounts: take 0"
                            .formatted(spec.inputNoise()));
        }
        requireOneSequence(data, spec);
    }

    /**
     * The same of a texture's clusters.
     *
     * @throws IllegalArgumentException if the network is not made for the texture
     */
    static void require(NetworkSpec network, TextureDataset data, TrainingSpec spec) {
        Texture texture = data.texture();
        int clusters = texture.bank().clusters();
        if (network.inputSize() != texture.inputSize()
                || !network.head().equals(new Head.Categorical(clusters))) {
            throw new IllegalArgumentException(
                    ("the network has inputSize %d and head %s, but the texture needs %d and"
                                    + " %d categories")
                            .formatted(
                                    network.inputSize(),
                                    network.head(),
                                    texture.inputSize(),
                                    clusters));
        }
        if (data.frames().conditionSize() > 0) {
            throw new IllegalArgumentException(
                    "the data have %d conditions a frame, but a texture takes none"
                            .formatted(data.frames().conditionSize()));
        }
        requireOneSequence(data.frames(), spec);
    }

    private static void requireFits(NetworkSpec network, SequenceDataset data) {
        if (network.inputSize() != 0) {
            throw new IllegalArgumentException(
                    ("the network takes %d values in the place of frames: it needs the data of"
                                    + " a texture")
                            .formatted(network.inputSize()));
        }
        if (network.conditionSize() != data.conditionSize()) {
            throw new IllegalArgumentException(
                    "the network takes %d conditions a step, but the data have %d"
                            .formatted(network.conditionSize(), data.conditionSize()));
        }
        if (network.frameSize() != data.stepSize()) {
            throw new IllegalArgumentException(
                    "the network takes %d values a step, but the data have %d (%d frames of %d)"
                            .formatted(
                                    network.frameSize(),
                                    data.stepSize(),
                                    data.spec().framesPerStep(),
                                    data.dims()));
        }
    }

    private static void requireOneSequence(SequenceDataset data, TrainingSpec spec) {
        int longest = data.training().stream().mapToInt(Span::steps).max().orElse(0);
        long all = data.training().stream().mapToLong(Span::steps).sum();
        // Short pieces go side by side, whole; but together they are at least one sequence.
        if (all <= spec.sequenceLength()) {
            int perStep = data.spec().framesPerStep();
            throw new InsufficientDataException(
                    ("the longest piece to train on has %d frames; sequenceLength %d needs %d:"
                                    + " give longer sounds, or a sequenceLength of at most %d")
                            .formatted(
                                    (long) longest * perStep,
                                    spec.sequenceLength(),
                                    (spec.sequenceLength() + 1L) * perStep,
                                    longest - 1));
        }
        if (longest - 1 <= spec.unscoredSteps()) {
            throw new InsufficientDataException(
                    ("the longest piece to train on has %d steps to predict; unscoredSteps %d leaves"
                                    + " none")
                            .formatted(longest - 1, spec.unscoredSteps()));
        }
    }
}
