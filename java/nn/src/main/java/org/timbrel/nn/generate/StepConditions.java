// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

/**
 * The conditions of every frame of a stream: values that go into the network with the step that
 * makes the frame, as they did in training. What a frame's conditions are must depend on nothing
 * but the frame's number: a stream is then the same however its frames are divided over calls.
 */
@FunctionalInterface
public interface StepConditions {

    /**
     * Gives the conditions of a frame, or of the first one of a step that makes several.
     *
     * @param frame how many were generated before it
     * @return [C], finite
     */
    float[] at(long frame);

    /** The same conditions at every frame. */
    static StepConditions of(float... values) {
        float[] copy = values.clone();
        return frame -> copy;
    }
}
