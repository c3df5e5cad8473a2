// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Locale;
import org.timbrel.nn.train.Trainer;
import org.timbrel.nn.train.TrainingListener;

/** How far a training is: in steps where their number is known, else in time. */
final class TrainMeter implements TrainingListener {

    private static final double MILLIS = 1000;

    private final Progress progress;
    private final TrainPreviews previews;
    private final TrainingListener also;
    private final double byFrequency;
    private final boolean timed;
    private final long firstStep;
    private final long lastStep;
    private final double firstSeconds;
    private volatile Step step;
    private volatile double validation = Double.NaN;
    private long countedMillis;

    /**
     * @param previews hears of everything too
     * @param also likewise
     */
    TrainMeter(
            TrainSettings settings,
            Trainer trainer,
            Progress progress,
            TrainPreviews previews,
            TrainingListener also) {
        this.also = also;
        this.previews = previews;
        this.progress = progress;
        byFrequency = trainer.lossByFrequency();
        firstStep = trainer.position().step();
        firstSeconds = trainer.position().seconds();
        long bySteps = settings.steps() > 0 ? settings.steps() : Long.MAX_VALUE;
        long byEpochs =
                settings.epochs() > 0
                        ? settings.epochs() * trainer.stepsPerEpoch()
                        : Long.MAX_VALUE;
        lastStep = Math.min(bySteps, byEpochs);
        timed = settings.maxSeconds() > 0 || lastStep == Long.MAX_VALUE;
        progress.start(
                "train",
                timed
                        ? Math.round(MILLIS * settings.maxSeconds())
                        : Math.max(1, lastStep - firstStep),
                this::detail);
    }

    @Override
    public void stepped(Step now) {
        step = now;
        previews.stepped(now);
        also.stepped(now);
        if (timed) {
            long millis = Math.round(MILLIS * now.seconds());
            progress.advance(millis - countedMillis);
            countedMillis = millis;
        } else {
            progress.advance(1);
        }
    }

    @Override
    public void validated(long at, double loss, boolean best) {
        validation = loss;
        previews.validated(at, loss, best);
        also.validated(at, loss, best);
    }

    @Override
    public void saved(long at) {
        also.saved(at);
    }

    private String detail() {
        Step now = step;
        if (now == null) {
            return "step " + firstStep;
        }
        double rate = (now.step() - firstStep) / (now.seconds() - firstSeconds);
        return String.format(
                Locale.ROOT,
                "step %d%s, loss %.3f%s, %.1f steps/s",
                now.step(),
                lastStep == Long.MAX_VALUE ? "" : " of " + lastStep,
                now.trainLoss(),
                Double.isNaN(validation)
                        ? ""
                        : String.format(
                                Locale.ROOT, ", held out %.3f%s", validation, byFrequency()),
                rate);
    }

    private String byFrequency() {
        return Double.isNaN(byFrequency)
                ? ""
                : String.format(Locale.ROOT, " (%.3f by frequency)", byFrequency);
    }
}
