// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.metrics.Alignment;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.metrics.Portrait;

/**
 * Measures how far a sound is from another, or the sounds of a folder from those of another, at the
 * reference's rate. The sounds are read in passing: what is kept of them takes about 5 MB a minute
 * at 44.1 kHz.
 */
public final class CompareJob {

    // Of Java's memory, what portraits may take; the rest is for reading and measuring.
    private static final double MEMORY_SHARE = 0.75;
    // Beside the portraits: readers and transforms, and the distances between segments, of which
    // there are at most as many as an hour has.
    private static final long LEAST_BYTES = 24L << 20;
    private static final long MOST_BYTES = 100L << 20;
    private static final long BYTES_PER_SECOND = 20_000;
    // Reading a sound beside another for the aligned measures, against making its portrait.
    private static final double ALIGNED_WORK = 0.5;

    private final int jobs;

    /** A file to read. */
    private record Item(Path file, boolean reference) {}

    /** A file that was read. */
    private record Read(Item item, Portrait portrait) {}

    /**
     * @param jobs how many files at a time, at least 1
     */
    public CompareJob(int jobs) {
        this.jobs = jobs;
    }

    /**
     * Compares two files or two folders. A file of one folder is aligned with the file of the other
     * that has its path and name, whatever their extensions; the measures that need no alignment
     * are of all sounds of one against all of the other.
     *
     * @throws IOException if a file, or all files of a folder, cannot be read, naming it; if the
     *     memory does not suffice; if it was interrupted
     */
    public Compared run(Path reference, Path other, Progress progress) throws IOException {
        ComparedSounds x = ComparedSounds.of(reference);
        return run(x, ComparedSounds.of(other), x.commonRateHz(), progress);
    }

    /** As above, at a rate of one's own. */
    Comparison run(Path reference, Path other, int sampleRateHz, Progress progress)
            throws IOException {
        ComparedSounds x = ComparedSounds.of(reference);
        return run(x, ComparedSounds.of(other), sampleRateHz, progress).comparison();
    }

    private Compared run(ComparedSounds x, ComparedSounds y, int rateHz, Progress progress)
            throws IOException {
        requireMemory(x, y, rateHz);
        double seconds = x.seconds() + y.seconds();
        progress.start(
                "compare",
                Math.round(1000 * (1 + ALIGNED_WORK) * seconds),
                () -> String.format(Locale.ROOT, "%.0f s of sound", seconds));
        try {
            List<FileFailure> failed = new ArrayList<>(x.failed());
            failed.addAll(y.failed());
            List<Read> read = read(x, y, rateHz, progress, failed);
            Compared.Side first = side(x, read, true);
            Compared.Side second = side(y, read, false);
            List<Compared.Pair> pairs = pairs(x, first, y, second);
            Alignment alignment = align(pairs, rateHz, progress);
            Comparison comparison = Comparison.of(first.portraits(), second.portraits(), alignment);
            return new Compared(
                    first,
                    second,
                    comparison,
                    y.folder() ? ComparedFile.of(first.portraits(), second.sounds()) : List.of(),
                    pairs.isEmpty()
                            ? new Compared.Pair(first.sounds().get(0), second.sounds().get(0))
                            : pairs.get(0),
                    ComparisonNotes.of(x, y, first, second, comparison),
                    failed);
        } finally {
            progress.finish();
        }
    }

    private static void requireMemory(ComparedSounds x, ComparedSounds y, int rateHz)
            throws IOException {
        double seconds = x.seconds() + y.seconds();
        long beside = (long) Math.min(MOST_BYTES, LEAST_BYTES + BYTES_PER_SECOND * seconds);
        long needed = Portrait.bytes(rateHz, seconds) + beside;
        long most = (long) (MEMORY_SHARE * Runtime.getRuntime().maxMemory());
        if (needed > most) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "comparing %.0f minutes of sound takes %,d MiB of memory, and there"
                                    + " are %,d: compare less, or set TIMBREL_JAVA_OPTS=-Xmx%dg",
                            seconds / 60,
                            needed >> 20,
                            most >> 20,
                            (long) Math.ceil(needed / MEMORY_SHARE / (1L << 30))));
        }
    }

    private List<Read> read(
            ComparedSounds x,
            ComparedSounds y,
            int rateHz,
            Progress progress,
            List<FileFailure> failed)
            throws IOException {
        List<Item> items = new ArrayList<>();
        x.sounds().forEach(sound -> items.add(new Item(sound.file(), true)));
        y.sounds().forEach(sound -> items.add(new Item(sound.file(), false)));
        JobReport<Read> report =
                FileTasks.run(
                        items,
                        jobs,
                        Item::file,
                        item -> {
                            try (MeteredReader reader = open(item.file(), rateHz, 1, progress)) {
                                return new Read(item, Portrait.of(reader));
                            }
                        });
        if (report.interrupted()) {
            throw new IOException("interrupted before its end");
        }
        for (FileFailure failure : report.failed()) {
            if (isAll(x, failure.file()) || isAll(y, failure.file())) {
                throw failure.toException();
            }
            failed.add(failure);
        }
        return report.done();
    }

    /** Whether a side has no other sound than this. */
    private static boolean isAll(ComparedSounds side, Path file) {
        return !side.folder() && side.path().equals(file);
    }

    private static MeteredReader open(Path file, int rateHz, double work, Progress progress)
            throws IOException {
        return new MeteredReader(
                AudioFiles.open(file, rateHz),
                (count, hz) -> progress.advance(Math.round(1000.0 * work * count / hz)));
    }

    private static Compared.Side side(ComparedSounds sounds, List<Read> read, boolean reference)
            throws InputException {
        List<Compared.Sound> kept =
                read.stream()
                        .filter(r -> r.item().reference() == reference)
                        .map(r -> new Compared.Sound(r.item().file(), r.portrait()))
                        .toList();
        if (kept.isEmpty()) {
            throw new InputException(
                    sounds.path(),
                    new IOException("no sound file that can be read in this folder or below it"));
        }
        return new Compared.Side(sounds.path(), sounds.folder(), kept);
    }

    /** What belongs together. */
    private static List<Compared.Pair> pairs(
            ComparedSounds x, Compared.Side first, ComparedSounds y, Compared.Side second) {
        if (x.folder() != y.folder()) {
            return List.of();
        }
        Map<String, Compared.Sound> references = new HashMap<>();
        first.sounds().forEach(s -> references.putIfAbsent(x.folder() ? x.name(s.file()) : "", s));
        List<Compared.Pair> pairs = new ArrayList<>();
        for (Compared.Sound sound : second.sounds()) {
            Compared.Sound partner = references.remove(y.folder() ? y.name(sound.file()) : "");
            if (partner != null) {
                pairs.add(new Compared.Pair(partner, sound));
            }
        }
        return pairs;
    }

    private static Alignment align(List<Compared.Pair> pairs, int rateHz, Progress progress)
            throws IOException {
        Alignment alignment = new Alignment();
        for (Compared.Pair pair : pairs) {
            Compared.Sound x = pair.reference();
            Compared.Sound y = pair.other();
            try (MeteredReader a = open(x.file(), rateHz, ALIGNED_WORK, progress);
                    MeteredReader b = open(y.file(), rateHz, ALIGNED_WORK, progress)) {
                alignment.add(x.portrait(), y.portrait(), a, b);
            }
        }
        return alignment;
    }
}
