// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.TextureModel;
import org.timbrel.nn.device.Device;
import org.timbrel.server.engine.RejectedException.Reason;

/**
 * Makes many textures at once on one device. For use by several threads.
 *
 * <pre>{@code
 * try (TextureEngine engine = new TextureEngine(models, compute, EngineSettings.DEFAULTS, listener);
 *         LiveTexture stream = engine.open(request)) {
 *     for (int count = stream.read(block, 0, n); count >= 0; count = stream.read(block, 0, n)) {
 *         ...
 *     }
 * }
 * }</pre>
 */
public final class TextureEngine implements AutoCloseable {

    private static final int ID_BYTES = 16;

    private final Map<String, TextureModel> models;
    private final List<String> names;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final Admission admission;
    private final VoicePool voices;
    private final DeviceLoop device;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, LiveTexture> streams = new ConcurrentHashMap<>();
    private volatile String failure;

    /**
     * Opens the device, and makes a little on it, so that the first stream does not wait for what
     * is done once.
     *
     * @param models by name, at least one; in their order
     * @param listener is told what happens
     * @throws IOException if a model cannot be put on the device
     * @throws RuntimeException if the device cannot be opened
     */
    public TextureEngine(
            Map<String, TextureModel> models,
            ComputeSettings compute,
            EngineSettings settings,
            EngineListener listener)
            throws IOException {
        this(models, compute::open, settings, listener);
    }

    /**
     * @param opened the device, which it closes
     */
    TextureEngine(
            Map<String, TextureModel> models,
            Supplier<Device> opened,
            EngineSettings settings,
            EngineListener listener)
            throws IOException {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("an engine needs a model");
        }
        this.models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        this.settings = settings;
        this.listener = listener;
        names = List.copyOf(this.models.keySet());
        admission = new Admission(settings);
        voices = new VoicePool(settings.vocoderThreads());
        device = new DeviceLoop(this, opened, voices);
        boolean ready = false;
        try {
            device.start();
            ready = true;
        } finally {
            if (!ready) {
                voices.close();
            }
        }
    }

    /**
     * Waits for a slot.
     *
     * @throws RejectedException if there is none for it
     * @throws IllegalArgumentException if there is no such model, or its sounds are not the
     *     request's
     */
    public LiveTexture open(StreamRequest request) throws RejectedException, InterruptedException {
        TextureModel model = models.get(request.model());
        if (model == null) {
            throw new IllegalArgumentException(
                    "there is no model '%s'; there are: %s"
                            .formatted(request.model(), String.join(", ", names)));
        }
        request.requireFits(model);
        LiveTexture stream =
                new LiveTexture(id(), request, model, names.indexOf(request.model()), this);
        try {
            Admission.Ticket ticket = admission.enter(request.owner());
            stream.waitsWith(ticket);
            streams.put(stream.id(), stream);
            ticket.await();
            begin(stream, ticket);
        } catch (RejectedException e) {
            streams.remove(stream.id());
            listener.rejected(request.model(), e.reason());
            throw e;
        } catch (InterruptedException e) {
            streams.remove(stream.id());
            throw e;
        }
        return stream;
    }

    private void begin(LiveTexture stream, Admission.Ticket ticket) throws RejectedException {
        boolean begun = false;
        try {
            begun = stream.begin();
        } finally {
            if (!begun) {
                streams.remove(stream.id());
                ticket.giveBack();
            }
        }
        if (!begun) {
            throw admission.rejected(
                    failure != null ? Reason.FAILED : Reason.CANCELLED, stream.request().owner());
        }
        listener.opened(stream.request().model(), stream.queueSeconds());
        device.join(stream);
        if (failure != null) {
            stream.end(EndReason.FAILED, new IllegalStateException(failure));
        }
    }

    private String id() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A stream that had a slot came to its end. */
    void ended(LiveTexture stream, EndReason reason) {
        streams.remove(stream.id());
        device.leave(stream);
        listener.ended(stream.request().model(), reason, stream.secondsTaken());
    }

    /** The device cannot be used any more. */
    void failed(Throwable cause) {
        failure = "the device failed: " + cause;
        admission.close(Reason.FAILED);
        for (LiveTexture stream : streams.values()) {
            stream.end(EndReason.FAILED, new IllegalStateException(failure, cause));
        }
    }

    /** What computes: {@code cpu}, {@code cuda:0}. */
    public String deviceName() {
        return device.deviceName();
    }

    DeviceLoop device() {
        return device;
    }

    EngineListener listener() {
        return listener;
    }

    /** By name. */
    public Map<String, TextureModel> models() {
        return models;
    }

    /** What its limits are. */
    public EngineSettings settings() {
        return settings;
    }

    /** Those that have a slot and those that wait for one, the oldest first. */
    public List<LiveTexture> streams() {
        List<LiveTexture> all = new ArrayList<>(streams.values());
        all.sort(Comparator.comparing(LiveTexture::requestedAt));
        return all;
    }

    /** A stream that has not ended. */
    public Optional<LiveTexture> find(String id) {
        return Optional.ofNullable(streams.get(id));
    }

    /** Streams that have a slot. */
    public int running() {
        return admission.taken();
    }

    /** Streams that wait for one. */
    public int waiting() {
        return admission.waiting();
    }

    /** Takes no more streams, and sends those away that wait; those that run go on. */
    public void drain() {
        admission.close(Reason.DRAINING);
    }

    /** Whether it takes no more streams, for whatever reason. */
    public boolean draining() {
        return admission.closed();
    }

    /** Whether every slot is free. */
    public boolean idle() {
        return admission.taken() == 0;
    }

    /**
     * Waits until every slot is free.
     *
     * @return whether they are
     */
    public boolean awaitIdle(double seconds) throws InterruptedException {
        return admission.awaitAllFree(seconds);
    }

    /** Why no stream can be made any more; nothing: all is well. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends all streams, and frees the device. */
    @Override
    public void close() {
        drain();
        for (LiveTexture stream : streams.values()) {
            stream.end(EndReason.DRAINED, null);
        }
        device.close();
        voices.close();
    }
}
