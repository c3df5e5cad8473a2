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
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureWriter;
import org.timbrel.audio.filter.PeakLimiter;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.npz.SpoolException;
import org.timbrel.audio.vocoder.VocoderSettings;
import org.timbrel.audio.vocoder.VocoderType;

/**
 * Files that grow side by side, each rendered and written on a thread of its own while frames are
 * handed to it. One that fails stops no other.
 */
final class TextureWriters implements AutoCloseable {

    static final String FEATURES = ".npz";

    private static final float[] NO_EXTRAS = {};

    private final Path model;
    private final List<Path> outputs;
    private final FeatureSpec spec;
    private final GenerateJob.Settings settings;
    private final VocoderSettings vocoder;
    private final long samples;
    private final int unheard;
    private final List<FrameQueue> queues = new ArrayList<>();
    private final List<Future<GenerateJob.Generated>> files = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * @param model that makes the frames
     * @param vocoder whose corpus, if any, all sounds have in common
     * @param samples of every sound; as many frames as they need are to be handed in
     * @param unheard frames that are handed in before, from whose sound the files go on
     */
    TextureWriters(
            Path model,
            List<Path> outputs,
            FeatureSpec spec,
            GenerateJob.Settings settings,
            VocoderSettings vocoder,
            long samples,
            int unheard) {
        this.model = model;
        this.unheard = unheard;
        this.samples = samples;
        this.outputs = outputs;
        this.spec = spec;
        this.settings = settings;
        this.vocoder = vocoder;
        threads = Executors.newFixedThreadPool(outputs.size());
        for (int k = 0; k < outputs.size(); k++) {
            Path output = outputs.get(k);
            FrameQueue queue = new FrameQueue(spec.vectorSize());
            // Texture k sounds the same however many are made beside it.
            long noise = TextureModel.noiseSeed(settings.seed(), k);
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
     * @param frames [count, vectorSize], copied
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
     * @param interrupted whether they end before they are as long as they were to be; one without
     *     any sound yet is not left behind
     */
    JobReport<GenerateJob.Generated> finish(boolean interrupted) {
        queues.forEach(FrameQueue::end);
        List<GenerateJob.Generated> done = new ArrayList<>();
        List<FileFailure> failed = new ArrayList<>();
        boolean stopped = interrupted;
        for (int k = 0; k < files.size(); ) {
            try {
                done.add(files.get(k).get());
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

    private GenerateJob.Generated write(Path output, FrameQueue queue, long seed)
            throws IOException {
        try {
            return output.toString().endsWith(FEATURES)
                    ? writeFeatures(output, queue)
                    : writeSound(output, queue, seed);
        } finally {
            queue.close();
        }
    }

    private GenerateJob.Generated writeFeatures(Path output, FrameQueue queue) throws IOException {
        CepstralFrames cepstra = new CepstralFrames(spec);
        float[] vector = new float[spec.vectorSize()];
        double[] levelDb = new double[spec.melBands()];
        float[] mel = new float[spec.melBands()];
        try (FeatureWriter writer = new FeatureWriter(output.toAbsolutePath().getParent(), spec)) {
            for (long t = 0; queue.next(vector); t++) {
                if (t < unheard) {
                    continue;
                }
                cepstra.levels(vector, 0, levelDb);
                cepstra.cells(levelDb, mel);
                writer.frame(vector, mel, NO_EXTRAS);
            }
            OutputFile.write(output, settings.force(), writer::write);
            return new GenerateJob.Generated(output, writer.frames() / spec.framesPerSecond(), 0);
        } catch (SpoolException e) {
            throw new OutputException(output, e);
        }
    }

    private GenerateJob.Generated writeSound(Path output, FrameQueue queue, long seed)
            throws IOException {
        VocoderType type = settings.vocoder().type(spec);
        VocoderSettings own = new VocoderSettings(seed, vocoder.corpus());
        try (SampleReader sound = FrameSound.open(model, type, queue, spec, own)) {
            skip(sound, (long) unheard * spec.hopSamples());
            PeakLimiter limiter = new PeakLimiter(new StoppableReader(sound, samples));
            WavWriter.Written written = SoundOutput.write(output, settings.force(), limiter);
            double rate = spec.sampleRateHz();
            return new GenerateJob.Generated(
                    output, written.samples() / rate, limiter.turnedDown() / rate);
        }
    }

    private static void skip(SampleReader sound, long samples) throws IOException {
        float[] block = new float[(int) Math.min(samples, 4096)];
        long left = samples;
        while (left > 0) {
            int read = sound.read(block, 0, (int) Math.min(left, block.length));
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    @Override
    public void close() {
        queues.forEach(FrameQueue::abandon);
        threads.shutdown();
    }
}
