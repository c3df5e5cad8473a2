// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Every sound by every method, several sounds at a time. */
public final class CopySynthesis {

    /** Long enough for the compiler to be done with a method's loops before it is timed. */
    private static final double WARMUP_SECONDS = 8;

    private final List<CopyMethod> methods;
    private final int threads;
    private final Consumer<String> log;

    /**
     * @param methods in the order of the results
     * @param threads sounds at a time
     * @param log takes a line as each sound is done
     */
    public CopySynthesis(List<CopyMethod> methods, int threads, Consumer<String> log) {
        this.methods = List.copyOf(methods);
        this.threads = threads;
        this.log = log;
    }

    /**
     * All results, sound by sound in the given order.
     *
     * @throws IOException if a sound cannot be copied, naming it
     */
    public List<CopyResult> run(List<TestSound> sounds) throws IOException, InterruptedException {
        TestSound warmup = PitchedSound.SPEECH.make(0, WARMUP_SECONDS);
        inParallel(methods, m -> Copier.copy(warmup.at(m.spec().sampleRateHz()), m));
        // The longest first, so that no thread is left with one at the end.
        List<TestSound> order = new ArrayList<>(sounds);
        order.sort(Comparator.comparingInt(sound -> -sound.clip().samples().length));
        List<List<CopyResult>> results = inParallel(order, this::copies);
        Map<TestSound, List<CopyResult>> bySound = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            bySound.put(order.get(i), results.get(i));
        }
        return sounds.stream().flatMap(sound -> bySound.get(sound).stream()).toList();
    }

    /**
     * Phases from exact magnitudes, of all sounds but the textures, which are too long for that.
     */
    public List<PhaseResult> phases(List<TestSound> sounds)
            throws IOException, InterruptedException {
        List<TestSound> chosen =
                sounds.stream().filter(s -> !s.set().equals(SoundSets.TEXTURES)).toList();
        return inParallel(chosen, PhaseRetrievals::of).stream().flatMap(List::stream).toList();
    }

    private List<CopyResult> copies(TestSound sound) throws IOException {
        Map<Integer, Original> originals = new HashMap<>();
        List<CopyResult> results = new ArrayList<>();
        for (CopyMethod method : methods) {
            int rateHz = method.spec().sampleRateHz();
            if (!originals.containsKey(rateHz)) {
                originals.put(rateHz, new Original(sound.at(rateHz)));
            }
            Original original = originals.get(rateHz);
            Copier.Copy copy = Copier.copy(original.sound(), method);
            results.add(
                    new CopyResult(
                            sound.set(),
                            sound.name(),
                            method.name(),
                            rateHz,
                            sound.clip().durationSeconds(),
                            copy.cpuSeconds(),
                            original.measure(copy.clip())));
        }
        log.accept(sound.set() + "/" + sound.name());
        return results;
    }

    /** What can fail. */
    private interface Work<T, R> {
        R apply(T item) throws IOException;
    }

    private <T, R> List<R> inParallel(List<T> items, Work<T, R> work)
            throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(pool.submit(() -> work.apply(item)));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? cause
                    : new IOException(e.getCause().toString(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
