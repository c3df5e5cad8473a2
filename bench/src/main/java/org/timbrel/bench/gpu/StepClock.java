// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.gpu;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.train.TrainingListener;

/** When the steps of a training run were done; ends it when the time is up. */
final class StepClock implements TrainingListener {

    /** However long they take. */
    private static final int FEWEST = 7;

    private final double limit;
    private final List<Double> ends = new ArrayList<>();
    private Runnable stop = () -> {};

    /**
     * @param limit seconds of training after which it ends
     */
    StepClock(double limit) {
        this.limit = limit;
    }

    /** What ends the run behind the step that it is at. */
    void stopping(Runnable work) {
        stop = work;
    }

    @Override
    public void stepped(Step step) {
        ends.add(step.seconds());
        if (step.seconds() >= limit && ends.size() >= FEWEST) {
            stop.run();
        }
    }

    /** What each step but the first took. */
    double[] seconds(int first) {
        double[] times = new double[ends.size() - first];
        for (int k = 0; k < times.length; k++) {
            times[k] = ends.get(first + k) - ends.get(first + k - 1);
        }
        return times;
    }
}
