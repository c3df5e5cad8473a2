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
import java.util.stream.Stream;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureReader;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.InsufficientDataException;
import org.timbrel.nn.train.SequenceDataset;

/**
 * The frames of a training run.
 *
 * @param features how they were made, and their levels
 * @param sequences divided into the three parts
 * @param failed files that could not be read
 */
record TrainingData(ModelFeatures features, SequenceDataset sequences, List<FileFailure> failed) {

    private static final String FEATURES = ".npz";

    TrainingData {
        failed = List.copyOf(failed);
    }

    /**
     * Reads sounds and feature files, sounds through the extractor. What cannot be read is listed.
     *
     * @throws InsufficientDataException if what is left is too little
     * @throws IOException if it was interrupted
     */
    static TrainingData load(TrainSettings settings, Progress progress) throws IOException {
        Map<Path, List<FrameSequence>> read = new LinkedHashMap<>();
        List<FileFailure> failed = new ArrayList<>();
        List<List<Path>> parts =
                Stream.of(settings.data(), settings.train(), settings.valid(), settings.test())
                        .map(inputs -> files(inputs, failed))
                        .toList();
        List<Path> files = parts.stream().flatMap(List::stream).distinct().toList();
        FeatureSpec spec =
                ModelFeatures.learned(
                        Objects.requireNonNullElseGet(settings.features(), () -> spec(files)));
        progress.start("read", files.size(), () -> files.size() + " files");
        try {
            JobReport<Map.Entry<Path, FrameSequence>> report =
                    FileTasks.run(
                            files,
                            Runtime.getRuntime().availableProcessors(),
                            file -> file,
                            file -> {
                                FrameSequence frames = frames(file, spec);
                                progress.advance(1);
                                return Map.entry(file, frames);
                            });
            if (report.interrupted()) {
                throw new IOException("interrupted before training began");
            }
            failed.addAll(report.failed());
            report.done().forEach(e -> read.put(e.getKey(), List.of(e.getValue())));
        } finally {
            progress.finish();
        }
        if (read.isEmpty()) {
            if (failed.isEmpty()) {
                throw new InsufficientDataException("there are no sounds to train on");
            }
            throw new InputException(failed.get(0).file(), asException(failed.get(0).cause()));
        }
        List<List<FrameSequence>> frames = parts.stream().map(part -> frames(part, read)).toList();
        SequenceDataset sequences =
                settings.data().isEmpty()
                        ? SequenceDataset.of(
                                frames.get(1), frames.get(2), frames.get(3), settings.dataset(spec))
                        : SequenceDataset.split(frames.get(0), settings.dataset(spec));
        List<FrameMatrix> learned =
                frames.get(settings.data().isEmpty() ? 1 : 0).stream()
                        .map(f -> new FrameMatrix(f.values(), f.frames(), f.dims()))
                        .toList();
        return new TrainingData(
                new ModelFeatures(
                        spec, BandLevels.of(learned, spec), VoicedRange.of(learned, spec)),
                sequences,
                failed);
    }

    private static Exception asException(Throwable cause) {
        return cause instanceof Exception e ? e : new IOException(cause.toString(), cause);
    }

    private static List<FrameSequence> frames(
            List<Path> files, Map<Path, List<FrameSequence>> read) {
        return files.stream().flatMap(file -> read.getOrDefault(file, List.of()).stream()).toList();
    }

    private static List<Path> files(List<String> inputs, List<FileFailure> failed) {
        List<Path> files = new ArrayList<>();
        for (String input : inputs) {
            Path path = Path.of(input);
            if (Files.isDirectory(path)) {
                SoundFolder found = SoundFolder.walk(path, TrainingData::isData);
                if (found.sounds().isEmpty() && found.unreadable().isEmpty()) {
                    failed.add(
                            new FileFailure(
                                    path,
                                    new IOException(
                                            "no sound or .npz files in this folder or below it")));
                }
                failed.addAll(found.unreadable());
                files.addAll(found.sounds());
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                failed.add(new FileFailure(path, new NoSuchFileException(input)));
            }
        }
        return files;
    }

    private static boolean isData(Path file) {
        return AudioFiles.hasAudioExtension(file) || isFeatures(file);
    }

    private static boolean isFeatures(Path file) {
        return file.getFileName().toString().endsWith(FEATURES);
    }

    /** That of the first feature file that can be read, or the texture profile. */
    private static FeatureSpec spec(List<Path> files) {
        for (Path file : files) {
            try {
                if (isFeatures(file)) {
                    try (FeatureReader features = FeatureReader.open(file)) {
                        return features.spec();
                    }
                }
            } catch (IOException e) {
                // Reported when it is read with the others.
            }
        }
        return Profile.TEXTURE.spec();
    }

    private static FrameSequence frames(Path file, FeatureSpec spec) throws IOException {
        Features features = isFeatures(file) ? fitting(file, spec) : extract(file, spec);
        return new FrameSequence(
                file.toString(),
                features.vectors().values(),
                features.vectors().frames(),
                features.vectors().dims());
    }

    /** A feature file whose spec is {@code spec}, but for extras. */
    static Features fitting(Path file, FeatureSpec spec) throws IOException {
        Features features = FeatureFile.read(file);
        String difference = ModelFeatures.difference(features.spec(), spec);
        if (!difference.isEmpty()) {
            throw new IOException("its features do not fit: " + difference);
        }
        return features;
    }

    static Features extract(Path file, FeatureSpec spec) throws IOException {
        try (SampleReader reader = AudioFiles.open(file, spec.sampleRateHz())) {
            return new FeatureExtractor(spec)
                    .extract(new MeteredReader(reader, (count, rate) -> {}));
        }
    }
}
