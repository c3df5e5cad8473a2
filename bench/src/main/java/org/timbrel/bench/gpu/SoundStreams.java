// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.gpu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.timbrel.app.FrameCurves;
import org.timbrel.app.Keyframes;
import org.timbrel.app.TextureModel;
import org.timbrel.app.TextureVoice;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.model.Sampling;

/** Streams of a texture model that all sound at once, each other sound with the same weight. */
final class SoundStreams implements AutoCloseable {

    private static final int CHUNK_STEPS = 64;

    private final TextureModel model;
    private final Generator generator;
    private final List<FrameStream> streams = new ArrayList<>();
    private final TextureVoice[] voices;
    private final float[][] frames;
    private final float[][] sound;
    private final int chunkFrames;
    private final ExecutorService device = Executors.newSingleThreadExecutor();

    SoundStreams(TextureModel model, Device device, int count) throws IOException {
        this.model = model;
        generator = model.generator(device, count);
        chunkFrames = CHUNK_STEPS * generator.framesPerStep();
        voices = new TextureVoice[count];
        frames = new float[count][generator.chunkValues(CHUNK_STEPS)];
        sound = new float[count][];
        double[] shares = new double[Math.max(1, model.sounds().size())];
        Arrays.fill(shares, 1.0 / shares.length);
        Keyframes weights = Keyframes.constant(shares);
        for (int k = 0; k < count; k++) {
            streams.add(generator.open(1, k, Sampling.at(1), model.weights(weights)));
            voices[k] = model.voice(1, k, weights, FrameCurves.NONE, Double.POSITIVE_INFINITY);
            sound[k] = new float[voices[k].maxSamples(chunkFrames)];
        }
    }

    /**
     * Seconds of sound a second, of all streams together, and how long a chunk takes by itself.
     *
     * @param seconds to measure for; at least two chunks are made
     */
    Map<String, Object> measure(double seconds) {
        long warm = model.warmUpFrames() / chunkFrames;
        for (long chunk = 0; chunk < warm; chunk++) {
            generator.advance(CHUNK_STEPS);
            take();
            render();
        }
        // The first that sound: code is compiled here.
        for (int chunk = 0; chunk < 3; chunk++) {
            generate();
            render();
        }
        double generating = generate();
        double rendering = render();
        long samples = 0;
        int chunks = 0;
        double taken = 0;
        long begin = System.nanoTime();
        if (generator.worksAhead()) {
            generator.begin(CHUNK_STEPS);
        }
        while (chunks < 2 || taken < seconds) {
            if (generator.worksAhead()) {
                generator.begin(CHUNK_STEPS);
                samples += sounded();
                generator.take();
            } else {
                Future<?> next = device.submit(() -> generator.advance(CHUNK_STEPS));
                samples += sounded();
                finish(next);
            }
            take();
            chunks++;
            taken = (System.nanoTime() - begin) * 1e-9;
        }
        double made = samples / (double) model.spec().sampleRateHz();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("sound_per_second", made / taken);
        figures.put("chunks", chunks);
        figures.put("chunk_seconds", chunkFrames / model.spec().framesPerSecond() * voices.length);
        figures.put("generating_seconds", generating);
        figures.put("rendering_seconds", rendering);
        return figures;
    }

    /** A chunk of all streams' frames; the seconds that it took. */
    private double generate() {
        long begin = System.nanoTime();
        generator.advance(CHUNK_STEPS);
        take();
        return (System.nanoTime() - begin) * 1e-9;
    }

    private void take() {
        IntStream.range(0, voices.length)
                .parallel()
                .forEach(k -> streams.get(k).copyFrames(frames[k]));
    }

    private double render() {
        long begin = System.nanoTime();
        sounded();
        return (System.nanoTime() - begin) * 1e-9;
    }

    /** Samples of all streams' frames. */
    private long sounded() {
        return IntStream.range(0, voices.length)
                .parallel()
                .mapToLong(k -> voices[k].push(frames[k], chunkFrames, sound[k]))
                .sum();
    }

    private static void finish(Future<?> work) {
        try {
            work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeviceException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        device.shutdown();
        generator.close();
    }
}
