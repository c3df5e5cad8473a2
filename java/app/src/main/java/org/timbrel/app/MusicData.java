// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.timbrel.app.TextureSounds.Input;
import org.timbrel.app.music.MusicModel;
import org.timbrel.app.music.PieceFrames;
import org.timbrel.app.music.PieceSplit;
import org.timbrel.app.music.Representation;
import org.timbrel.app.music.TrainingPiece;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Score;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.InsufficientDataException;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.SequenceDataset;
import org.timbrel.nn.train.Trainer;

/**
 * The pieces of a training run, in frames.
 *
 * @param model how they are said, and what is told beside
 * @param sequences divided into the three parts
 * @param failed files that could not be read
 */
record MusicData(MusicModel model, SequenceDataset sequences, List<FileFailure> failed)
        implements RunData {

    private static final int DATA = 0;
    private static final int TRAIN = 1;
    private static final int VALID = 2;
    private static final int TEST = 3;

    MusicData {
        failed = List.copyOf(failed);
    }

    /**
     * Reads the files, divides what is in them, and says it in frames.
     *
     * @throws InsufficientDataException if there is too little
     * @throws IllegalArgumentException if a file is in two parts
     * @throws IOException if nothing can be read, or it was interrupted
     */
    static MusicData load(TrainSettings settings, Progress progress) throws IOException {
        List<FileFailure> failed = new ArrayList<>();
        List<List<Input>> named =
                TrainingFiles.named(settings, MidiFiles::hasExtension, "no MIDI files", failed);
        Map<Path, Score> scores = read(named, failed, progress);
        List<List<TrainingPiece>> parts =
                named.stream().map(inputs -> pieces(inputs, scores)).toList();
        PieceSplit split =
                parts.get(DATA).isEmpty()
                        ? new PieceSplit(parts.get(TRAIN), parts.get(VALID), parts.get(TEST))
                        : PieceSplit.of(
                                parts.get(DATA),
                                settings.validPart(),
                                settings.testPart(),
                                settings.seed());
        if (split.training().isEmpty() || split.validation().isEmpty()) {
            throw new InsufficientDataException(
                    "there are %d pieces to train on and %d to validate with: one of each is needed"
                            .formatted(split.training().size(), split.validation().size()));
        }
        PieceFrames frames =
                new PieceFrames(
                        split, Representation.named(settings.representation()), settings.music());
        // Copies in other keys and tempos are called as their file.
        frames.unusable().stream()
                .distinct()
                .forEach(
                        piece ->
                                failed.add(
                                        new FileFailure(
                                                Path.of(piece.name()),
                                                new IOException(piece.reason()))));
        return new MusicData(
                frames.model(),
                SequenceDataset.of(
                        frames.training(), frames.validation(), frames.test(), settings.pieces()),
                failed);
    }

    private static Map<Path, Score> read(
            List<List<Input>> named, List<FileFailure> failed, Progress progress)
            throws IOException {
        List<Path> files =
                named.stream()
                        .flatMap(List::stream)
                        .flatMap(input -> input.files().stream())
                        .distinct()
                        .toList();
        Map<Path, Score> read = new LinkedHashMap<>();
        progress.start("read", files.size(), () -> files.size() + " files");
        try {
            JobReport<Map.Entry<Path, Score>> report =
                    FileTasks.run(
                            files,
                            Runtime.getRuntime().availableProcessors(),
                            file -> file,
                            file -> {
                                Score score = MidiReader.read(file);
                                progress.advance(1);
                                if (score.noteCount() == 0) {
                                    throw new IOException("holds no notes");
                                }
                                return Map.entry(file, score);
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
                throw new InsufficientDataException("there are no MIDI files to train on");
            }
            throw failed.get(0).toException();
        }
        return read;
    }

    /** Those that could be read, each once. */
    private static List<TrainingPiece> pieces(List<Input> inputs, Map<Path, Score> scores) {
        return inputs.stream()
                .flatMap(input -> input.files().stream())
                .distinct()
                .filter(scores::containsKey)
                .map(file -> new TrainingPiece(file.toString(), style(file), scores.get(file)))
                .toList();
    }

    /** The folder that it lies in, without what conditions are split at. */
    private static String style(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        Path name = parent == null ? null : parent.getFileName();
        return Objects.toString(name, "root").replaceAll("[=,:\\s]", "_");
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public String heard() {
        return null;
    }

    @Override
    public TrainSettings resolved(TrainSettings settings, String device) {
        return settings.resolved(null, device);
    }

    @Override
    public NetworkSpec network(TrainSettings settings) {
        return settings.network(model);
    }

    @Override
    public Trainer begin(Device device, TrainSettings settings, RunFolder folder)
            throws IOException {
        return Trainer.begin(
                device, network(settings), sequences, model.json(), settings.training(), folder);
    }

    @Override
    public void finish(Device device, TrainSettings settings, Path folder) {
        // What the network learned is the whole model.
    }

    @Override
    public Trainer resume(Device device, TrainSettings settings, Path folder) throws IOException {
        return Trainer.resume(device, network(settings), sequences, settings.training(), folder);
    }
}
