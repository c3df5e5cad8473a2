// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.vocoder.VocoderReader;
import org.timbrel.audio.vocoder.VocoderType;

/**
 * Files that grow side by side, each rendered and written on a thread of its own while frames are
 * handed to it. One that fails stops no other.
 */
final class TextureWriters implements AutoCloseable {

    private static final String FEATURES = ".npz";

    private final List<Path> outputs;
    private final FeatureSpec spec;
    private final GenerateJob.Settings settings;
    private final long samples;
    private final List<FrameQueue> queues = new ArrayList<>();
    private final List<Future<Double>> files = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * @param samples of every sound; as many frames as they need are to be handed in
     */
    TextureWriters(
            List<Path> outputs, FeatureSpec spec, GenerateJob.Settings settings, long samples) {
        this.samples = samples;
        this.outputs = outputs;
        this.spec = spec;
        this.settings = settings;
        threads = Executors.newFixedThreadPool(outputs.size());
        for (int k = 0; k < outputs.size(); k++) {
            Path output = outputs.get(k);
            FrameQueue queue = new FrameQueue(spec.vectorSize());
            // Texture k sounds the same however many are made beside it.
            long noise = settings.seed() * 1_000_003 + k;
            queues.add(queue);
            files.add(threads.submit(() -> write(output, queue, noise)));
        }
    }

    /** Whether a file still takes frames. */
    boolean anyOpen() {
        return files.stream().anyMatch(file -> !file.isDone());
    }

    /**
     * Hands frames to file {@code k}; waits while it has enough. A file that failed takes none.
     *
     * @param frames [count, coefficients], copied
     * @return false if the thread was interrupted while it waited: the frames are not written
     */
    boolean put(int k, float[] frames, int count) {
        try {
            queues.get(k).put(Arrays.copyOf(frames, count * spec.vectorSize()));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /**
     * Waits until every file is written.
     *
     * @param interrupted whether the files are given up instead: a half one is not left behind
     */
    JobReport<GenerateJob.Generated> finish(boolean interrupted) {
        queues.forEach(interrupted ? FrameQueue::abandon : FrameQueue::end);
        List<GenerateJob.Generated> done = new ArrayList<>();
        List<FileFailure> failed = new ArrayList<>();
        boolean stopped = interrupted;
        for (int k = 0; k < files.size(); ) {
            try {
                done.add(new GenerateJob.Generated(outputs.get(k), files.get(k).get()));
                k++;
            } catch (ExecutionException e) {
                if (!interrupted) {
                    failed.add(new FileFailure(outputs.get(k), e.getCause()));
                }
                k++;
            } catch (InterruptedException e) {
                stopped = true;
                queues.forEach(FrameQueue::abandon);
            }
        }
        if (stopped) {
            Thread.currentThread().interrupt();
        }
        return new JobReport<>(done, failed, stopped);
    }

    /** Seconds written. */
    private double write(Path output, FrameQueue queue, long seed) throws IOException {
        try {
            VocoderType type = RenderJob.type(settings.vocoder(), spec);
            if (output.toString().endsWith(FEATURES)) {
                Features features = new CepstralFrames(spec).features(queue.drain());
                OutputFile.write(
                        output, settings.force(), path -> FeatureFile.write(path, features));
                return features.durationSeconds();
            } else if (type.streams()) {
                try (SampleReader sound =
                        new VocoderReader(type.open(spec, seed), queue, samples)) {
                    writeSound(output, sound);
                }
            } else {
                FrameMatrix frames = queue.drain();
                try (SampleReader sound = type.reader(frames, spec, seed, samples)) {
                    writeSound(output, sound);
                }
            }
            return (double) samples / spec.sampleRateHz();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            queue.close();
        }
    }

    private void writeSound(Path output, SampleReader sound) throws IOException {
        OutputFile.write(
                output, settings.force(), path -> WavWriter.write(path, sound, WavEncoding.PCM_16));
    }

    @Override
    public void close() {
        queues.forEach(FrameQueue::abandon);
        threads.shutdown();
    }
}
