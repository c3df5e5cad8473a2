// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

/**
 * Every texture by every system. What is timed, learning and making, runs alone; measuring does
 * not.
 */
public final class TextureRun {

    /** What is kept of a sound to be heard. */
    public static final double HEARD_SECONDS = 10;

    /** Made to be taken off the time of the whole: what it takes to begin is not generation. */
    private static final double BEGINNING_SECONDS = 5;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Plan plan;
    private final Consumer<String> log;
    private final List<TextureResult> results = new ArrayList<>();
    private final List<LongDrift> longDrifts = new ArrayList<>();
    private final List<Heard> heard = new ArrayList<>();
    private final Set<TextureSystem> warm = EnumSet.noneOf(TextureSystem.class);

    /**
     * What is done.
     *
     * @param systems compared, in the order of the results
     * @param seconds made by each
     * @param seeds from 1 on, of learning and of making
     * @param driftMinutes of the long stretch; 0: none
     * @param drifting systems that make one
     * @param training of networks
     */
    public record Plan(
            List<TextureSystem> systems,
            double seconds,
            int seeds,
            double driftMinutes,
            List<TextureSystem> drifting,
            TextureSystem.Training training) {

        public Plan {
            systems = List.copyOf(systems);
            drifting = List.copyOf(drifting);
        }
    }

    /**
     * The beginning of what came of a texture, to be heard.
     *
     * @param sound its name
     * @param system that made it; null: the half that judges
     */
    public record Heard(String sound, TextureSystem system, AudioClip clip) {}

    /** A sound, made and not yet measured. */
    private record Take(
            TextureSystem system,
            long seed,
            AudioClip clip,
            FrameMatrix frames,
            double trainingSeconds,
            Double cpuSeconds) {}

    /**
     * @param log takes a line as each is done
     */
    public TextureRun(Plan plan, Consumer<String> log) {
        this.plan = plan;
        this.log = log;
    }

    /**
     * Learns, makes and measures.
     *
     * @throws IOException if something cannot be learned or made, naming it
     */
    public void run(List<TextureSound> sounds) throws IOException, InterruptedException {
        for (TextureSound sound : sounds) {
            TextureJudge judge = new TextureJudge(sound);
            keep(sound.name(), null, sound.heldOut());
            List<Take> takes = new ArrayList<>();
            for (TextureSystem system : plan.systems()) {
                try (TemporaryFolder folder = new TemporaryFolder()) {
                    takes.addAll(takes(sound, system, folder.path(), judge));
                } catch (IllegalArgumentException | IOException e) {
                    throw new IOException(
                            "%s by %s: %s".formatted(sound.name(), system.label(), e.getMessage()),
                            e);
                }
            }
            List<TextureResult> measured = inParallel(takes, take -> measured(sound, judge, take));
            results.addAll(measured);
            TextureMeans.overSeeds(measured).forEach(this::tell);
        }
    }

    private void tell(TextureResult result) {
        log.accept(
                String.format(
                        Locale.ROOT,
                        "%s by %s: TS %.3f, learned in %.1f s",
                        result.sound(),
                        result.system(),
                        result.measures().getOrDefault(TextureMeasure.TS, Double.NaN),
                        result.trainingSeconds()));
    }

    private List<Take> takes(
            TextureSound sound, TextureSystem system, Path folder, TextureJudge judge)
            throws IOException, InterruptedException {
        List<Take> takes = new ArrayList<>();
        LearnedTexture learned = null;
        for (long seed = 1; seed <= (system.isRandom() ? plan.seeds() : 1); seed++) {
            if (learned == null || system.learnsAnew()) {
                learned = system.learn(sound, seed, folder, plan.training());
            }
            takes.add(take(system, learned, seed));
        }
        keep(sound.name(), system, takes.get(0).clip());
        if (plan.driftMinutes() > 0 && plan.drifting().contains(system)) {
            double seconds = 60 * plan.driftMinutes();
            try (SampleReader reader = learned.open(1, seconds)) {
                long samples = Math.round(seconds * reader.sampleRateHz());
                Drift drift = Drift.of(judge.thirds(reader, samples));
                longDrifts.add(new LongDrift(sound.name(), system.label(), drift));
            }
        }
        return takes;
    }

    private Take take(TextureSystem system, LearnedTexture learned, long seed) throws IOException {
        FrameMatrix frames = learned.frames(seed, plan.seconds());
        if (warm.add(system)) {
            // The compiler is done with it before the time counts.
            clip(learned, seed, plan.seconds());
        }
        double beginning = cpuSeconds(() -> clip(learned, seed, BEGINNING_SECONDS));
        AudioClip[] clip = new AudioClip[1];
        double whole = cpuSeconds(() -> clip[0] = clip(learned, seed, plan.seconds()));
        double length = clip[0].durationSeconds();
        double cpuSeconds = (whole - beginning) * length / (length - BEGINNING_SECONDS);
        return new Take(
                system,
                seed,
                clip[0],
                frames,
                learned.trainingSeconds(),
                system == TextureSystem.FLOOR ? null : Double.valueOf(cpuSeconds));
    }

    /** What is timed. */
    private interface Making {
        void run() throws IOException;
    }

    private static double cpuSeconds(Making making) throws IOException {
        long start = SYSTEM.getProcessCpuTime();
        making.run();
        return (SYSTEM.getProcessCpuTime() - start) * 1e-9;
    }

    private static AudioClip clip(LearnedTexture learned, long seed, double seconds)
            throws IOException {
        try (SampleReader opened = learned.open(seed, seconds)) {
            long most = Math.round(seconds * opened.sampleRateHz());
            return AudioFiles.readAll(new LimitedReader(opened, most));
        }
    }

    private void keep(String sound, TextureSystem system, AudioClip clip) {
        heard.add(new Heard(sound, system, beginning(clip)));
    }

    /** What is kept of a sound. */
    static AudioClip beginning(AudioClip clip) {
        int most = (int) (HEARD_SECONDS * clip.sampleRateHz());
        float[] samples = Arrays.copyOf(clip.samples(), Math.min(most, clip.samples().length));
        return new AudioClip(samples, clip.sampleRateHz());
    }

    private static TextureResult measured(TextureSound sound, TextureJudge judge, Take take)
            throws IOException {
        AudioClip clip = take.clip();
        Thirds thirds = judge.thirds(clip.reader(), clip.samples().length);
        return new TextureResult(
                sound.name(),
                take.system().label(),
                take.seed(),
                clip.durationSeconds(),
                take.trainingSeconds(),
                take.cpuSeconds(),
                judge.measure(thirds, clip, take.frames()),
                Drift.of(thirds));
    }

    /** What can fail. */
    private interface Work<T, R> {
        R apply(T item) throws IOException;
    }

    private <T, R> List<R> inParallel(List<T> items, Work<T, R> work)
            throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(plan.training().threads());
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(pool.submit(() -> work.apply(item)));
            }
            List<R> done = new ArrayList<>();
            for (Future<R> future : futures) {
                done.add(future.get());
            }
            return done;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? cause
                    : new IOException(e.getCause().toString(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** One a sound, system and seed. */
    public List<TextureResult> results() {
        return List.copyOf(results);
    }

    /** One a sound and drifting system. */
    public List<LongDrift> longDrifts() {
        return List.copyOf(longDrifts);
    }

    /** Of each sound the half that judges, then what each system made first. */
    public List<Heard> heard() {
        return List.copyOf(heard);
    }
}
