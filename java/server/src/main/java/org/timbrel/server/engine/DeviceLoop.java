// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.timbrel.app.TextureModel;
import org.timbrel.nn.device.Device;
import org.timbrel.server.engine.Scheduler.Demand;

/**
 * The one thread that uses the device. Again and again it lets streams in and out, chooses some of
 * them, and makes a few frames of theirs; what is to be heard of these is others' to find out. A
 * device that works on its own has the next call before the frames of the last one are given out,
 * if any stream is in need of one.
 */
final class DeviceLoop implements AutoCloseable {

    /** How often it looks for streams that nobody reads. */
    private static final long LOOK_MILLIS = 100;

    private final TextureEngine engine;
    private final VoicePool voices;
    private final Thread thread;
    private final Bell bell = new Bell();
    private final Queue<LiveTexture> joining = new ConcurrentLinkedQueue<>();
    private final Queue<LiveTexture> leaving = new ConcurrentLinkedQueue<>();
    private final List<LiveTexture> running = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private final List<StepCosts> costs = new ArrayList<>();

    /** Calls that the device has. */
    private final Deque<Network.Begun> begun = new ArrayDeque<>();

    private final CompletableFuture<String> opened = new CompletableFuture<>();

    /** When the device was done with the last call that was taken. */
    private long free = System.nanoTime();

    private volatile boolean stopped;
    private volatile boolean dead;

    DeviceLoop(TextureEngine engine, Supplier<Device> compute, VoicePool voices) {
        this.engine = engine;
        this.voices = voices;
        thread = new Thread(() -> run(compute), "timbrel-device");
        thread.setDaemon(true);
    }

    /**
     * Opens the device, and waits until it is ready.
     *
     * @throws IOException if a model cannot be put on it
     */
    void start() throws IOException {
        thread.start();
        try {
            opened.get();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the device was opened", e);
        } catch (ExecutionException e) {
            close();
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** What computes, once it is started: {@code cpu}, {@code cuda:0}. */
    String deviceName() {
        return opened.join();
    }

    /** There may be something to do. */
    void ring() {
        bell.ring();
    }

    /** A stream has a slot. */
    void join(LiveTexture stream) {
        joining.add(stream);
        ring();
    }

    /** A stream has ended: its slot is free at the next edge. */
    void leave(LiveTexture stream) {
        leaving.add(stream);
        ring();
        if (dead) {
            letOut();
        }
    }

    private void run(Supplier<Device> compute) {
        try (Device device = compute.get()) {
            work(device);
        } catch (IOException | RuntimeException | Error e) {
            if (!opened.completeExceptionally(e)) {
                engine.failed(e);
            }
        } finally {
            dead = true;
            letOut();
        }
    }

    private void work(Device device) throws IOException {
        try {
            for (Map.Entry<String, TextureModel> model : engine.models().entrySet()) {
                int slots = engine.settings().slots();
                Network network = new Network(model.getKey(), model.getValue(), device, slots);
                networks.add(network);
                costs.add(network.costs());
                network.rehearse();
            }
            opened.complete(device.name());
            while (!stopped) {
                turn();
            }
        } finally {
            networks.forEach(Network::close);
        }
    }

    private void turn() {
        letIn();
        letOut();
        long now = System.nanoTime();
        List<Demand<LiveTexture>> demands = new ArrayList<>(running.size());
        boolean eager = false;
        for (LiveTexture stream : running) {
            if (stream.stalled(now)) {
                stream.end(EndReason.STALLED, null);
            }
            Demand<LiveTexture> demand = stream.demand(now);
            if (demand != null) {
                demands.add(demand);
                eager |= demand.eager();
            }
        }
        if (eager) {
            Scheduler.Call<LiveTexture> call = Scheduler.next(demands, costs);
            Network network = networks.get(call.model());
            begun.add(network.begin(call));
            take(network.worksAhead() ? 1 : 0);
        } else if (!begun.isEmpty()) {
            take(0);
        } else {
            bell.await(LOOK_MILLIS);
        }
    }

    /** Gives out what the device makes, but for so many calls. */
    private void take(int left) {
        while (begun.size() > left) {
            Network.Begun first = begun.remove();
            free = first.network().take(first, free, engine.listener());
            first.call().streams().forEach(voices::submit);
        }
    }

    private void letIn() {
        for (LiveTexture next = joining.poll(); next != null; next = joining.poll()) {
            if (!next.hasEnded()) {
                next.frames().open(networks.get(next.modelNumber()).generator());
                running.add(next);
            }
        }
    }

    /** The device's thread's, or, when that has ended, any's. */
    private synchronized void letOut() {
        for (LiveTexture next = leaving.poll(); next != null; next = leaving.poll()) {
            if (!dead) {
                next.frames().close();
                running.remove(next);
            }
            next.ticket().giveBack();
        }
    }

    /** Ends the thread, and waits until it has. */
    @Override
    public void close() {
        stopped = true;
        ring();
        Threads.join(List.of(thread));
    }
}
