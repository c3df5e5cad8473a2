// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.timbrel.app.TextureSounds.Input;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.InsufficientDataException;

/**
 * What was read to train on.
 *
 * @param spec of the frames
 * @param parts the arguments of data, train, valid and test, with the files that could be read
 * @param frames of every file; of a sound for a texture one a shift
 * @param failed files that could not be read
 */
record TrainingFiles(
        FeatureSpec spec,
        List<List<Input>> parts,
        Map<Path, List<FrameSequence>> frames,
        List<FileFailure> failed) {

    private static final int DATA = 0;
    private static final int TRAIN = 1;
    private static final int VALID = 2;
    private static final int TEST = 3;

    /** What the parts are given for, in their order. */
    private static final List<String> PURPOSES = List.of("divide", "train", "validate", "test");

    TrainingFiles {
        parts = List.copyOf(parts);
        failed = List.copyOf(failed);
    }

    /**
     * Reads sounds and feature files, sounds through the extractor. What cannot be read is listed.
     *
     * @param known the frames that must come out; null: as the settings or the files say
     * @throws InsufficientDataException if there is nothing
     * @throws IllegalArgumentException if a file is in two parts
     * @throws IOException if nothing could be read, or it was interrupted
     */
    static TrainingFiles read(TrainSettings settings, FeatureSpec known, Progress progress)
            throws IOException {
        List<FileFailure> failed = new ArrayList<>();
        List<List<Input>> named =
                named(settings, FrameFiles::isData, "no sound or .npz files", failed);
        List<Path> files =
                named.stream()
                        .flatMap(List::stream)
                        .flatMap(input -> input.files().stream())
                        .distinct()
                        .toList();
        FeatureSpec spec = known;
        if (spec == null) {
            spec =
                    ModelFeatures.learned(
                            Objects.requireNonNullElseGet(
                                    settings.features(), () -> FrameFiles.spec(files)));
        }
        int shifts = settings.learnsTexture() ? settings.shifts() : 1;
        Map<Path, List<FrameSequence>> read = read(files, spec, shifts, failed, progress);
        List<List<Input>> usable = named.stream().map(part -> usable(part, read)).toList();
        return new TrainingFiles(spec, usable, read, failed);
    }

    /**
     * The arguments of data, train, valid and test, with their files, each known by one name.
     *
     * @param wanted files of folders
     * @param none how the lack of them is called
     * @param failed gets what is not there
     * @throws IllegalArgumentException if a file is in two parts
     */
    static List<List<Input>> named(
            TrainSettings settings, Predicate<Path> wanted, String none, List<FileFailure> failed) {
        SameFiles same = new SameFiles();
        List<List<Input>> named =
                Stream.of(settings.data(), settings.train(), settings.valid(), settings.test())
                        .map(names -> inputs(names, wanted, none, same, failed))
                        .toList();
        requireApart(named);
        return named;
    }

    private static Map<Path, List<FrameSequence>> read(
            List<Path> files,
            FeatureSpec spec,
            int shifts,
            List<FileFailure> failed,
            Progress progress)
            throws IOException {
        Map<Path, List<FrameSequence>> read = new LinkedHashMap<>();
        progress.start("read", files.size(), () -> files.size() + " files");
        try {
            JobReport<Map.Entry<Path, List<FrameSequence>>> report =
                    FileTasks.run(
                            files,
                            Runtime.getRuntime().availableProcessors(),
                            file -> file,
                            file -> {
                                List<FrameSequence> frames = FrameFiles.copies(file, spec, shifts);
                                progress.advance(1);
                                return Map.entry(file, frames);
                            });
            if (report.interrupted()) {
                throw new IOException("interrupted before training began");
            }
            failed.addAll(report.failed());
            report.done().forEach(e -> read.put(e.getKey(), e.getValue()));
        } finally {
            progress.finish();
        }
        if (read.isEmpty()) {
            if (failed.isEmpty()) {
                throw new InsufficientDataException("there are no sounds to train on");
            }
            throw new InputException(failed.get(0).file(), asException(failed.get(0).cause()));
        }
        return read;
    }

    private static List<Input> usable(List<Input> inputs, Map<Path, List<FrameSequence>> read) {
        return inputs.stream()
                .map(
                        input ->
                                new Input(
                                        input.name(),
                                        input.files().stream().filter(read::containsKey).toList()))
                .toList();
    }

    private static Exception asException(Throwable cause) {
        return cause instanceof Exception e ? e : new IOException(cause.toString(), cause);
    }

    /** What is learned, or chose the weights, says nothing of how well they do. */
    private static void requireApart(List<List<Input>> parts) {
        Map<Path, Integer> partOf = new LinkedHashMap<>();
        for (int part = 0; part < parts.size(); part++) {
            for (Input input : parts.get(part)) {
                for (Path file : input.files()) {
                    Integer other = partOf.putIfAbsent(file, part);
                    if (other != null && other != part) {
                        throw new IllegalArgumentException(
                                "%s is given both to %s and to %s: what is held out must be other sound"
                                        .formatted(file, PURPOSES.get(other), PURPOSES.get(part)));
                    }
                }
            }
        }
    }

    private static List<Input> inputs(
            List<String> names,
            Predicate<Path> wanted,
            String none,
            SameFiles same,
            List<FileFailure> failed) {
        List<Input> inputs = new ArrayList<>();
        for (String name : names) {
            Path path = Path.of(name);
            List<Path> files = new ArrayList<>();
            if (Files.isDirectory(path)) {
                SoundFolder found = SoundFolder.walk(path, wanted);
                if (found.sounds().isEmpty() && found.unreadable().isEmpty()) {
                    failed.add(
                            new FileFailure(
                                    path, new IOException(none + " in this folder or below it")));
                }
                failed.addAll(found.unreadable());
                files.addAll(found.sounds());
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                failed.add(new FileFailure(path, new NoSuchFileException(name)));
            }
            inputs.add(new Input(name, files.stream().map(same::first).toList()));
        }
        return inputs;
    }

    /** Whether they are to be divided, not divided already. */
    boolean areWhole() {
        return !parts.get(DATA).isEmpty();
    }

    /** The arguments that are learned from. */
    List<Input> learned() {
        return parts.get(areWhole() ? DATA : TRAIN);
    }

    List<Input> validation() {
        return parts.get(VALID);
    }

    List<Input> test() {
        return parts.get(TEST);
    }

    /** The frames of some arguments' files, each file once. */
    List<FrameSequence> of(List<Input> inputs) {
        return inputs.stream()
                .flatMap(input -> input.files().stream())
                .distinct()
                .flatMap(file -> frames.get(file).stream())
                .toList();
    }

    /** The frames of the files that are learned from, unshifted. */
    Map<Path, FrameMatrix> learnedFrames() {
        Map<Path, FrameMatrix> learned = new LinkedHashMap<>();
        for (Input input : learned()) {
            for (Path file : input.files()) {
                FrameSequence first = frames.get(file).get(0);
                learned.put(file, new FrameMatrix(first.values(), first.frames(), first.dims()));
            }
        }
        return learned;
    }
}
