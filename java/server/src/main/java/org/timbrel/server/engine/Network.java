// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.app.FrameCurves;
import org.timbrel.app.Keyframes;
import org.timbrel.app.TextureModel;
import org.timbrel.app.TextureVoice;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.model.Sampling;

/** One model's network on the device, and what its steps cost. The device's thread's. */
final class Network implements AutoCloseable {

    /** A call of the rehearsal that takes so long is not made larger. */
    private static final long LONG_CALL_NANOS = 100_000_000;

    /** Frames that are rendered before the first stream: the compiler has seen enough by then. */
    private static final int REHEARSED_FRAMES = 8192;

    private final String name;
    private final TextureModel model;
    private final Generator generator;
    private final StepCosts costs;
    private float[] scratch = {};

    /**
     * A call that the device has and whose frames nobody has.
     *
     * @param nanos when it was begun
     */
    record Begun(Network network, Scheduler.Call<LiveTexture> call, long nanos) {}

    Network(String name, TextureModel model, Device device, int slots) throws IOException {
        this.name = name;
        this.model = model;
        generator = model.generator(device, slots);
        costs = new StepCosts(slots);
    }

    Generator generator() {
        return generator;
    }

    StepCosts costs() {
        return costs;
    }

    /** Whether a call is made while another one's frames are given out. */
    boolean worksAhead() {
        return generator.worksAhead();
    }

    /** Begins to make frames of some streams. */
    Begun begin(Scheduler.Call<LiveTexture> call) {
        List<FrameStream> streams = new ArrayList<>(call.streams().size());
        for (LiveTexture stream : call.streams()) {
            stream.frames().claim(call.steps());
            streams.add(stream.frames().source());
        }
        long nanos = System.nanoTime();
        generator.begin(call.steps(), streams);
        return new Begun(this, call, nanos);
    }

    /**
     * Waits for what was begun first, and gives it to its streams; those that have ended since get
     * nothing.
     *
     * @param free when the device was done with what it was given before
     * @return when it was done with this
     */
    long take(Begun first, long free, EngineListener listener) {
        generator.take();
        long now = System.nanoTime();
        long nanos = now - Math.max(first.nanos(), free);
        Scheduler.Call<LiveTexture> call = first.call();
        int count = call.streams().size();
        costs.measured(count, call.steps(), nanos);
        listener.stepped(name, count, generator.slots(), call.steps(), Pacer.seconds(nanos));
        reserve(call.steps());
        for (LiveTexture stream : call.streams()) {
            if (!stream.hasEnded()) {
                stream.made(scratch);
            }
        }
        return now;
    }

    private void reserve(int steps) {
        if (scratch.length < generator.chunkValues(steps)) {
            scratch = new float[generator.chunkValues(steps)];
        }
    }

    /** Nanoseconds of a call that nobody hears. */
    private long advance(List<FrameStream> streams, int steps) {
        long begin = System.nanoTime();
        generator.advance(steps, streams);
        long nanos = System.nanoTime() - begin;
        costs.measured(streams.size(), steps, nanos);
        return nanos;
    }

    /**
     * Makes and renders a little that nobody hears: what is done once is done then, and what steps
     * cost is known.
     */
    void rehearse() {
        int steps = Scheduler.MOST_STEPS;
        Keyframes first = Keyframes.constant(firstSound());
        List<FrameStream> streams = new ArrayList<>();
        long nanos = 0;
        for (int n = 1; n <= generator.slots() && nanos < LONG_CALL_NANOS; n *= 2) {
            while (streams.size() < n) {
                streams.add(
                        generator.open(streams.size(), 0, Sampling.at(1), model.weights(first)));
            }
            generator.advance(steps, streams);
            advance(streams, steps);
            nanos = advance(streams, steps);
        }
        reserve(steps);
        TextureVoice voice = model.voice(0, 0, first, FrameCurves.NONE, Double.POSITIVE_INFINITY);
        int frames = streams.get(0).copyFrames(scratch);
        float[] sound = new float[voice.maxSamples(frames)];
        for (int made = 0; made < REHEARSED_FRAMES; made += frames) {
            voice.push(scratch, frames, sound);
        }
        streams.forEach(FrameStream::close);
    }

    private double[] firstSound() {
        double[] first = new double[Math.max(1, model.sounds().size())];
        first[0] = 1;
        return first;
    }

    @Override
    public void close() {
        generator.close();
    }
}
