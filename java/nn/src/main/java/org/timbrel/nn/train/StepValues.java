// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** What goes into a network at the steps of a span, and what it is to predict. */
interface StepValues {

    /** F, frames that one step stands for. */
    int framesPerStep();

    /** I, values that go in. */
    int inputSize();

    /** How many of them, the first ones, are amounts that noise may be added to. */
    int noisySize();

    /** D, values that are predicted. */
    int targetSize();

    /** What goes in for step + 1 to be predicted: I values into {@code to}, from {@code at} on. */
    void input(Span span, int step, float[] to, int at);

    /** What a step is: D values. */
    void target(Span span, int step, float[] to, int at);
}
