// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureReader;
import org.timbrel.audio.features.FeatureSpec;
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

    private static final int ALL = Integer.MAX_VALUE;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** More than a frame's pitch waits for. */
    private static final double LOOK_AHEAD_SECONDS = 2;

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
        FrameMatrix vectors = isFeatures(file) ? fitting(file, spec, ALL) : extract(file, spec);
        return new FrameSequence(
                file.toString(), vectors.values(), vectors.frames(), vectors.dims());
    }

    /**
     * The beginning of a sound or feature file.
     *
     * @param most frames at most
     * @return [frames, vectorSize]
     */
    static FrameMatrix beginning(Path file, FeatureSpec spec, int most) throws IOException {
        return AudioFiles.hasAudioExtension(file)
                ? extractBeginning(file, spec, most)
                : fitting(file, spec, most);
    }

    /** Vectors of a feature file whose spec is {@code spec}, but for extras. */
    private static FrameMatrix fitting(Path file, FeatureSpec spec, int most) throws IOException {
        try (FeatureReader features = FeatureReader.open(file)) {
            String difference = ModelFeatures.difference(features.spec(), spec);
            if (!difference.isEmpty()) {
                throw new IOException("its features do not fit: " + difference);
            }
            int frames = Math.min(most, features.frames());
            int dims = spec.vectorSize();
            if ((long) frames * dims > LARGEST_ARRAY) {
                throw new IOException(
                        frames + " frames are more than memory takes at once: make shorter files");
            }
            float[] values = new float[frames * dims];
            float[] vector = new float[dims];
            for (int t = 0; t < frames; t++) {
                features.next(vector);
                System.arraycopy(vector, 0, values, t * dims, dims);
            }
            return new FrameMatrix(values, frames, dims);
        }
    }

    private static FrameMatrix extract(Path file, FeatureSpec spec) throws IOException {
        try (SampleReader reader = AudioFiles.open(file, spec.sampleRateHz())) {
            return new FeatureExtractor(spec)
                    .extract(new MeteredReader(reader, (count, rate) -> {}))
                    .vectors();
        }
    }

    private static FrameMatrix extractBeginning(Path file, FeatureSpec spec, int most)
            throws IOException {
        if (spec.topDb() != null) {
            return rows(extract(file, spec), most); // Its loudest part may come later.
        }
        long samples =
                (long) most * spec.hopSamples()
                        + spec.fftSize()
                        + (long) (LOOK_AHEAD_SECONDS * spec.sampleRateHz());
        try (SampleReader reader =
                new StoppableReader(AudioFiles.open(file, spec.sampleRateHz()), samples)) {
            return rows(new FeatureExtractor(spec).extract(reader).vectors(), most);
        }
    }

    private static FrameMatrix rows(FrameMatrix all, int most) {
        int frames = Math.min(most, all.frames());
        return new FrameMatrix(
                Arrays.copyOf(all.values(), frames * all.dims()), frames, all.dims());
    }
}
