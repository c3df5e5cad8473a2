// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;

/** What is measured of one model's streams. */
final class ModelMeters {

    private final Timer queue;
    private final Timer firstAudio;
    private final Timer interval;
    private final Timer step;
    private final DistributionSummary occupancy;
    private final Counter audio;
    private final Counter underruns;
    private final DoubleAdder deviceSeconds = new DoubleAdder();

    ModelMeters(MeterRegistry registry, String model) {
        queue =
                timer("texture_queue_seconds", "What streams waited for a slot.")
                        .serviceLevelObjectives(millis(1, 5, 25, 100, 500, 1000, 2500, 5000))
                        .tag("model", model)
                        .register(registry);
        firstAudio =
                timer("texture_time_to_first_audio_seconds", "From a request to its first samples.")
                        .serviceLevelObjectives(
                                millis(10, 25, 50, 100, 150, 200, 250, 375, 500, 1000, 2500, 5000))
                        .tag("model", model)
                        .register(registry);
        interval =
                timer("texture_chunk_interval_seconds", "From samples to the next of a listener.")
                        .serviceLevelObjectives(millis(1, 5, 10, 25, 50, 75, 100, 250, 1000))
                        .tag("model", model)
                        .register(registry);
        step =
                timer("texture_step_seconds", "What one step of all that took part took.")
                        .serviceLevelObjectives(millis(0.1, 0.25, 0.5, 1, 2.5, 5, 10))
                        .tag("model", model)
                        .register(registry);
        occupancy =
                DistributionSummary.builder("texture_batch_occupancy")
                        .description("Streams of a call of the device, as a share of the slots.")
                        .serviceLevelObjectives(0.05, 0.1, 0.25, 0.5, 0.75, 1)
                        .tag("model", model)
                        .register(registry);
        audio =
                Counter.builder("texture_audio_seconds_total")
                        .description("Seconds of sound that were made.")
                        .tag("model", model)
                        .register(registry);
        underruns =
                Counter.builder("texture_underruns_total")
                        .description("Times that samples came later than they were to be heard.")
                        .tag("model", model)
                        .register(registry);
        Gauge.builder("texture_rtf", this, ModelMeters::realTimeFactor)
                .description("Seconds of the device for a second of sound, until now.")
                .tag("model", model)
                .register(registry);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description);
    }

    private static Duration[] millis(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(bound -> duration(bound / 1000))
                .toArray(Duration[]::new);
    }

    static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    Timer queue() {
        return queue;
    }

    Timer firstAudio() {
        return firstAudio;
    }

    Timer interval() {
        return interval;
    }

    Counter audio() {
        return audio;
    }

    Counter underruns() {
        return underruns;
    }

    /**
     * @param share of the slots that took part
     */
    void stepped(double share, int steps, double seconds) {
        occupancy.record(share);
        step.record(duration(seconds / steps));
        deviceSeconds.add(seconds);
    }

    private double realTimeFactor() {
        return deviceSeconds.sum() / audio.count();
    }
}
