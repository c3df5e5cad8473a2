// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.timbrel.server.engine.EndReason;
import org.timbrel.server.engine.EngineListener;
import org.timbrel.server.engine.RejectedException;
import org.timbrel.server.engine.TextureEngine;

/** Counts what happens, for Prometheus. */
public final class Metrics implements EngineListener {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final Map<String, ModelMeters> models = new ConcurrentHashMap<>();

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        // Also what never happened is to be seen.
        for (RejectedException.Reason reason : RejectedException.Reason.values()) {
            rejections(reason);
        }
        for (EndReason reason : EndReason.values()) {
            if (reason != EndReason.FINISHED) {
                cancellations(reason);
            }
        }
    }

    /** Shows how many streams an engine has. */
    public void watch(TextureEngine engine) {
        Gauge.builder("texture_streams_running", engine, TextureEngine::running)
                .description("Streams that have a slot.")
                .register(registry);
        Gauge.builder("texture_streams_waiting", engine, TextureEngine::waiting)
                .description("Streams that wait for a slot.")
                .register(registry);
        Gauge.builder("texture_slots", engine, watched -> watched.settings().slots())
                .description("Streams that there can be at once.")
                .register(registry);
        engine.models().keySet().forEach(this::model);
    }

    /** In the text format of Prometheus. */
    String scrape() {
        return registry.scrape();
    }

    private ModelMeters model(String name) {
        return models.computeIfAbsent(name, model -> new ModelMeters(registry, model));
    }

    private Counter rejections(RejectedException.Reason reason) {
        return Counter.builder("texture_streams_rejected_total")
                .description("Streams that got no slot.")
                .tag("reason", Listing.lower(reason))
                .register(registry);
    }

    private Counter cancellations(EndReason reason) {
        return Counter.builder("texture_cancelled_total")
                .description("Streams that ended before their end.")
                .tag("reason", Listing.lower(reason))
                .register(registry);
    }

    @Override
    public void opened(String model, double queueSeconds) {
        model(model).queue().record(ModelMeters.duration(queueSeconds));
    }

    @Override
    public void rejected(String model, RejectedException.Reason reason) {
        rejections(reason).increment();
    }

    @Override
    public void firstAudio(String model, double fromRequest, double fromSlot) {
        model(model).firstAudio().record(ModelMeters.duration(fromRequest));
    }

    @Override
    public void chunk(String model, double seconds, double interval) {
        model(model).interval().record(ModelMeters.duration(interval));
    }

    @Override
    public void made(String model, double seconds) {
        model(model).audio().increment(seconds);
    }

    @Override
    public void underrun(String model, double lateSeconds) {
        model(model).underruns().increment();
    }

    @Override
    public void stepped(String model, int streams, int slots, int steps, double seconds) {
        model(model).stepped((double) streams / slots, steps, seconds);
    }

    @Override
    public void ended(String model, EndReason reason, double seconds) {
        if (reason != EndReason.FINISHED) {
            cancellations(reason).increment();
        }
    }
}
