// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.DatasetSpec;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.InsufficientDataException;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.SequenceDataset;
import org.timbrel.nn.train.TextureDataset;
import org.timbrel.nn.train.Trainer;
import org.timbrel.nn.train.TrainingSpec;

/**
 * The frames of a training run.
 *
 * @param features how they were made, and their levels
 * @param sequences divided into the three parts
 * @param texture fitted to them; null where the network makes frames itself
 * @param from the model that learns one more sound; null: none
 * @param failed files that could not be read
 * @param notes what is to be said of the sounds, a line each
 */
record TrainingData(
        ModelFeatures features,
        SequenceDataset sequences,
        TextureDataset texture,
        Checkpoint from,
        List<FileFailure> failed,
        List<String> notes)
        implements RunData {

    private static final Pattern NUMBERED = Pattern.compile("sound (\\d{1,9})\\b");

    TrainingData {
        failed = List.copyOf(failed);
        notes = List.copyOf(notes);
    }

    /**
     * Reads the files, divides what is in them, and fits a texture where one is learned.
     *
     * @throws InsufficientDataException if there is too little
     * @throws IOException if nothing can be read, or it was interrupted
     */
    static TrainingData load(TrainSettings settings, Progress progress) throws IOException {
        KnownTexture known =
                settings.from() == null ? null : KnownTexture.read(Path.of(settings.from()));
        TrainingFiles files =
                TrainingFiles.read(
                        settings, known == null ? null : known.features().spec(), progress);
        DatasetSpec division = settings.dataset(files.spec());
        TextureSounds sounds =
                new TextureSounds(known == null ? List.of() : known.sounds(), files.learned());
        if (settings.learnsTexture()) {
            sounds.addHeldOut(files.validation());
            sounds.addHeldOut(files.test());
        }
        List<FrameSequence> learned = files.of(files.learned());
        if (known != null) {
            known.requireOneMore(sounds.names());
        }
        SequenceDataset sequences =
                files.areWhole()
                        ? SequenceDataset.split(learned, division)
                        : SequenceDataset.of(
                                learned,
                                files.of(files.validation()),
                                files.of(files.test()),
                                division);
        if (known != null) {
            // What was learned before says nothing of how well the new sound is learned.
            sequences = sequences.learningAlso(known.replayed(sounds));
        }
        ModelFeatures features = features(settings, files, sequences, sounds);
        TextureDataset texture = null;
        List<String> notes = new ArrayList<>();
        if (settings.learnsTexture()) {
            notes.addAll(notes(files, sounds));
            texture = fit(settings, known, sequences, sounds, files.spec(), progress);
        }
        return new TrainingData(
                known == null ? features : known.with(features),
                texture == null ? sequences : texture.frames(),
                texture,
                known == null ? null : known.model(),
                files.failed(),
                notes);
    }

    /** The last one: where there was a model before, it is the one that is new. */
    @Override
    public String heard() {
        List<String> sounds = features.sounds();
        return sounds.isEmpty() ? null : sounds.get(sounds.size() - 1);
    }

    @Override
    public TrainSettings resolved(TrainSettings settings, String device) throws IOException {
        TrainSettings found = settings.resolved(features.spec(), device);
        return from == null ? found : found.with(KnownTexture.decided(from));
    }

    @Override
    public NetworkSpec network(TrainSettings settings) {
        return texture == null
                ? settings.network(sequences.dims())
                : settings.textureNetwork(texture.texture().inputSize());
    }

    @Override
    public Trainer resume(Device device, TrainSettings settings, Path folder) throws IOException {
        TrainingSpec training = settings.training();
        if (texture == null) {
            NetworkSpec network = settings.network(sequences.dims());
            return Trainer.resume(device, network, sequences, training, folder);
        }
        if (from != null) {
            return Trainer.resume(device, texture, training, folder, from);
        }
        NetworkSpec network = settings.textureNetwork(texture.texture().inputSize());
        return Trainer.resume(device, network, texture, training, folder);
    }

    @Override
    public Trainer begin(Device device, TrainSettings settings, RunFolder folder)
            throws IOException {
        TrainingSpec training = settings.training();
        String json = features.json();
        if (texture == null) {
            NetworkSpec network = settings.network(sequences.dims());
            return Trainer.begin(device, network, sequences, json, training, folder);
        }
        if (from != null) {
            return Trainer.begin(device, texture, json, training, folder, from);
        }
        NetworkSpec network = settings.textureNetwork(texture.texture().inputSize());
        return Trainer.begin(device, network, texture, json, training, folder);
    }

    @Override
    public void finish(Device device, TrainSettings settings, Path folder) throws IOException {
        // The next frame alone has hardly any movement that could be corrected, and pitch has its
        // own.
        if (texture == null && (!"mdn".equals(settings.head()) || features.voiced() != null)) {
            return;
        }
        Checkpoint best = Checkpoint.read(new RunFolder(folder).best());
        if (texture == null) {
            TextureCalibration.write(device, best, List.of(sequences.trainingPieces()));
            return;
        }
        double rate = features.spec().framesPerSecond();
        double run =
                settings.runLength() == 0
                        ? RunLength.longest(device, best, texture, settings.shifts(), rate)
                        : settings.runLength();
        List<List<FrameSequence>> learned =
                IntStream.range(0, texture.texture().sounds())
                        .mapToObj(texture::trainingPieces)
                        .toList();
        TextureCalibration.write(device, best.withRun((float) run), learned);
    }

    /** Of the training part: what is held out says nothing of how a model's frames should be. */
    private static ModelFeatures features(
            TrainSettings settings,
            TrainingFiles files,
            SequenceDataset sequences,
            TextureSounds sounds) {
        Set<String> names =
                files.of(files.learned()).stream()
                        .map(FrameSequence::name)
                        .collect(Collectors.toSet());
        List<FrameMatrix> all = new ArrayList<>();
        Map<String, List<FrameMatrix>> ofSounds = new LinkedHashMap<>();
        for (FrameSequence piece : sequences.trainingPieces()) {
            // What a model learned before is replayed, and its levels are known.
            if (names.contains(piece.name())) {
                FrameMatrix frames = new FrameMatrix(piece.values(), piece.frames(), piece.dims());
                all.add(frames);
                if (settings.learnsTexture()) {
                    ofSounds.computeIfAbsent(
                                    sounds.names().get(sounds.of(piece.name())),
                                    name -> new ArrayList<>())
                            .add(frames);
                }
            }
        }
        return new ModelFeatures(
                files.spec(),
                BandLevels.of(all, files.spec()),
                VoicedRange.of(all, files.spec()),
                List.copyOf(ofSounds.keySet()),
                ofSounds.values().stream().map(own -> BandLevels.of(own, files.spec())).toList());
    }

    /** The files of every sound that is learned, by its name, in the order of their numbers. */
    private static Map<String, List<FrameMatrix>> own(
            Map<Path, FrameMatrix> learned, TextureSounds sounds) {
        Map<String, List<FrameMatrix>> own = new LinkedHashMap<>();
        learned.forEach(
                (file, frames) ->
                        own.computeIfAbsent(
                                        sounds.names().get(sounds.of(file.toString())),
                                        name -> new ArrayList<>())
                                .add(frames));
        return own;
    }

    private static List<String> notes(TrainingFiles files, TextureSounds sounds) {
        FeatureSpec spec = files.spec();
        List<String> notes = new ArrayList<>();
        own(files.learnedFrames(), sounds)
                .forEach(
                        (name, own) ->
                                notes.addAll(SoundNotes.of(name, SoundTraits.of(own, spec))));
        return notes;
    }

    private static TextureDataset fit(
            TrainSettings settings,
            KnownTexture known,
            SequenceDataset sequences,
            TextureSounds sounds,
            FeatureSpec spec,
            Progress progress) {
        progress.start("fit", 1, () -> sequences.trainingFrames() + " frames");
        List<String> names = sounds.names();
        // A fit knows numbers; that of one more sound begins at 0.
        int before = known == null ? 0 : known.model().texture().sounds();
        try {
            TextureDataset texture =
                    known == null
                            ? TextureDataset.fit(
                                    sequences,
                                    settings.texture(),
                                    TextureLevelMap.of(spec),
                                    sounds::of)
                            : TextureDataset.extend(
                                    sequences.normalisedAs(known.model().normalisation()),
                                    known.model().texture(),
                                    sounds::of);
            int fitted = texture.texture().sounds();
            if (fitted < names.size()) {
                throw new InsufficientDataException(names.get(fitted) + ": too short to learn");
            }
            return texture;
        } catch (IllegalArgumentException e) {
            throw new InsufficientDataException(named(e.getMessage(), names, before));
        } finally {
            progress.finish();
        }
    }

    private static String named(String message, List<String> names, int first) {
        Matcher number = NUMBERED.matcher(message);
        return number.lookingAt() && first + Integer.parseInt(number.group(1)) < names.size()
                ? names.get(first + Integer.parseInt(number.group(1)))
                        + message.substring(number.end())
                : message;
    }
}
