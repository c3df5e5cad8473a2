// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.timbrel.app.report.LearningCurve;
import org.timbrel.app.report.TextureReport;
import org.timbrel.app.report.TextureReport.Sound;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.texture.ProceduralTexture;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.TrainingResult;

/**
 * Shows on a texture what Timbrel does: learns it with a fixed number of steps, makes two new
 * stretches of it, and writes a page to hear and see how near they come.
 */
public final class DemoJob {

    /** Says that a folder is the demo's own, whose files it may replace. */
    private static final String MARKER = ".timbrel-demo";

    private static final String ORIGINAL = "original.wav";
    private static final String COPY = "resynthesis.wav";
    private static final List<String> GENERATED = List.of("generated-1.wav", "generated-2.wav");
    private static final String RUN = "model";
    private static final String REPORT = "report.html";

    private final Path folder;
    private final Settings settings;

    /**
     * What to show.
     *
     * @param texture learned
     * @param seconds of it
     * @param steps of training
     * @param generatedSeconds of each new stretch
     */
    public record Settings(
            ProceduralTexture texture, double seconds, long steps, double generatedSeconds) {

        /** What fits into a minute on two cores, and is learned well in it. */
        public static final Settings DEFAULTS = new Settings(ProceduralTexture.FIRE, 60, 300, 10);
    }

    /**
     * What was written.
     *
     * @param files the page last
     */
    public record Written(List<Path> files) {

        public Written {
            files = List.copyOf(files);
        }

        /** The page to open. */
        public Path report() {
            return files.get(files.size() - 1);
        }
    }

    /**
     * @param folder where to write; made if it is not there
     */
    public DemoJob(Path folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /**
     * Writes the demo.
     *
     * @throws IOException if the folder holds anything and was not made by a demo, if something
     *     cannot be written, or if it was interrupted
     */
    public Written run(Progress progress) throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        claim();
        Path original = folder.resolve(ORIGINAL);
        AudioClip sound = texture(1, settings.seconds());
        OutputFile.write(
                original, true, path -> WavWriter.write(path, sound.reader(), WavEncoding.PCM_16));
        ResynthJob.Copy copy =
                new ResynthJob(spec, VocoderRequest.AUTO, 1, true)
                        .run(original, folder.resolve(COPY), progress);
        TrainJob.Trained trained = train(original, progress);
        generate(progress);
        write(spec, sound, copy.comparison(), trained.result());
        return new Written(
                Stream.of(
                                Stream.of(ORIGINAL, COPY),
                                GENERATED.stream(),
                                Stream.of(RUN + "/best.safetensors", REPORT))
                        .flatMap(name -> name)
                        .map(folder::resolve)
                        .toList());
    }

    private AudioClip texture(long seed, double seconds) throws IOException {
        try (SampleReader reader = settings.texture().open(seed, seconds)) {
            return AudioFiles.readAll(reader);
        }
    }

    private TrainJob.Trained train(Path original, Progress progress) throws IOException {
        TrainSettings training =
                TrainSettings.DEFAULTS.with(
                        Map.of("data", List.of(original.toString()), "steps", settings.steps()));
        TrainJob.Trained trained =
                new TrainJob(folder.resolve(RUN), training, TrainJob.Begin.ANEW).run(progress);
        if (trained.result().end() == TrainingResult.End.INTERRUPTED) {
            throw new IOException("interrupted while it trained");
        }
        return trained;
    }

    /** One after the other, each with a seed of its own. */
    private void generate(Progress progress) throws IOException {
        for (int k = 0; k < GENERATED.size(); k++) {
            JobReport<GenerateJob.Generated> report =
                    new GenerateJob(
                                    new RunFolder(folder.resolve(RUN)).best(),
                                    GenerateJob.Settings.DEFAULTS
                                            .seconds(settings.generatedSeconds())
                                            .seed(k + 1)
                                            .forced())
                            .run(List.of(folder.resolve(GENERATED.get(k))), progress);
            if (report.interrupted()) {
                throw new IOException("interrupted while it generated");
            }
            for (FileFailure failure : report.failed()) {
                throw new InputException(failure.file(), new IOException(failure.cause()));
            }
        }
    }

    private void write(FeatureSpec spec, AudioClip original, Comparison copy, TrainingResult result)
            throws IOException {
        String name = settings.texture().label();
        List<Sound> sounds = new ArrayList<>();
        sounds.add(
                new Sound(
                        "original",
                        "%.0f s of the procedural texture %s, of which the first 10 s are shown."
                                .formatted(settings.seconds(), name),
                        ORIGINAL,
                        original,
                        null,
                        false));
        sounds.add(
                new Sound(
                        "resynthesis",
                        "The same through its features and back: the best that the features and the"
                                + " vocoder can do.",
                        COPY,
                        SoundFile.read(folder.resolve(COPY)),
                        copy,
                        true));
        for (int k = 0; k < GENERATED.size(); k++) {
            AudioClip clip = SoundFile.read(folder.resolve(GENERATED.get(k)));
            sounds.add(
                    new Sound(
                            "generated " + (k + 1),
                            "New: %.0f s drawn from the network with seed %d."
                                    .formatted(settings.generatedSeconds(), k + 1),
                            GENERATED.get(k),
                            clip,
                            Comparison.of(original, clip),
                            false));
        }
        AudioClip other = texture(2, settings.generatedSeconds());
        sounds.add(new Sound("elsewhere", "", null, other, Comparison.of(original, other), false));
        String page =
                new TextureReport("Timbrel learns " + name, spec, sounds)
                        .html(
                                "A network heard %.0f s of %s, and makes more of it."
                                        .formatted(settings.seconds(), name),
                                LearningCurve.read(new RunFolder(folder.resolve(RUN)).metrics()),
                                result.lossName().replace('_', ' '),
                                facts(spec, result));
        OutputFile.write(folder.resolve(REPORT), true, path -> TextFile.write(path, page));
    }

    private static Map<String, String> facts(FeatureSpec spec, TrainingResult result) {
        TrainSettings d = TrainSettings.DEFAULTS;
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "network",
                String.format(
                        Locale.ROOT,
                        "a linear part, and LSTM %d × %d over %d clusters of what it leaves; %,d"
                                + " parameters",
                        d.layers(),
                        d.hidden(),
                        d.clusters(),
                        result.parameters()));
        facts.put(
                "training",
                String.format(
                        Locale.ROOT,
                        "%d steps of %d sequences of %d frames, %.0f s on %s; best after step %d",
                        result.steps(),
                        d.batch(),
                        d.sequenceLength(),
                        result.seconds(),
                        result.device(),
                        result.bestStep()));
        facts.putAll(SpecTable.rows(spec));
        return facts;
    }

    /** Nothing is ever deleted here: the demo's own files are replaced by their names. */
    private void claim() throws IOException {
        if (Files.isDirectory(folder) && !Files.exists(folder.resolve(MARKER))) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new IOException(
                            folder
                                    + " holds files that no demo wrote; name another folder with -o");
                }
            }
        }
        OutputFile.write(
                folder.resolve(MARKER),
                true,
                path -> TextFile.write(path, "'timbrel demo' replaces its files in this folder\n"));
    }
}
