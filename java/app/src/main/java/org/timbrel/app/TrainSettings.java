// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.timbrel.app.music.MusicCode;
import org.timbrel.app.music.MusicModel;
import org.timbrel.app.music.MusicSettings;
import org.timbrel.app.music.Representation;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.features.SpecJson;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.texture.LinearFit;
import org.timbrel.nn.texture.TextureSpec;
import org.timbrel.nn.train.DatasetSpec;
import org.timbrel.nn.train.Schedule;
import org.timbrel.nn.train.TrainingSpec;

/**
 * Everything that decides what a training run does: what a run folder's config.json holds, and what
 * a file for --config may hold in part.
 *
 * @param data sounds, feature files and folders, to be divided into the three parts
 * @param train instead: what is trained on
 * @param valid what chooses the best checkpoint
 * @param test what judges it; may be empty
 * @param from a model of a texture that learns one more sound; null: none
 * @param representation mfcc, of sounds; remi, performance or pianoroll, of MIDI files
 * @param music what there is beside, where it is of MIDI files; null: it is not
 * @param features how sounds become frames; null: the feature files' own, else the texture profile
 * @param cell lstm, gru or rnn
 * @param layers recurrent layers
 * @param hidden units of each
 * @param head bank, mdn or mse; of MIDI files categorical for tokens, bernoulli for piano rolls
 * @param mixtures components of the density
 * @param clusters of a texture's innovations
 * @param runLength mean number of innovations that follow each other as recorded; 0: as many as
 *     leave what is made as new as real sound is
 * @param past frames that its linear part looks back at
 * @param averages time constants of its slow averages, in frames
 * @param shifts of a hop at which every sound is read, as so many recordings of it
 * @param dropout probability
 * @param recurrentDropout probability
 * @param layerNorm whether the sums of recurrent layers are normalised
 * @param framesPerStep frames that one step of the network takes and makes
 * @param split auto, file or time: how {@code data} is divided
 * @param validPart of it that is held out to validate
 * @param testPart of it that is held out to judge
 * @param optimizer adam or sgd
 * @param learningRate the highest
 * @param schedule constant, cosine or one_cycle
 * @param steps after which training ends; 0: no such limit
 * @param epochs likewise
 * @param maxSeconds likewise
 * @param batch sequences side by side
 * @param sequenceLength steps through which gradients flow
 * @param unscored steps at the beginning of a sequence that only warm it up; half of it at most
 * @param inputNoise deviation of what is added to what goes in, in deviations of the data
 * @param clip norm that gradients are shortened to; 0: never
 * @param weightDecay decoupled
 * @param patience validations without a better one after which training ends; 0: never
 * @param validateEvery steps; 0: once an epoch
 * @param previews sounds to write on the way, to hear what is learned; 0: none
 * @param device auto, cuda or cpu
 * @param precision fp32, tf32 or bf16
 * @param threads of the processor; 0: as many as the process may use
 * @param seed of everything random
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainSettings(
        List<String> data,
        List<String> train,
        List<String> valid,
        List<String> test,
        String from,
        String representation,
        MusicSettings music,
        FeatureSpec features,
        String cell,
        int layers,
        int hidden,
        String head,
        int mixtures,
        int clusters,
        double runLength,
        int past,
        List<Float> averages,
        int shifts,
        double dropout,
        double recurrentDropout,
        boolean layerNorm,
        int framesPerStep,
        String split,
        double validPart,
        double testPart,
        String optimizer,
        double learningRate,
        String schedule,
        long steps,
        int epochs,
        double maxSeconds,
        int batch,
        int sequenceLength,
        int unscored,
        double inputNoise,
        double clip,
        double weightDecay,
        int patience,
        int validateEvery,
        int previews,
        String device,
        String precision,
        int threads,
        long seed) {

    private static final String HEAD = "head";
    private static final String REPRESENTATION = "representation";
    private static final String MUSIC = "music";
    private static final List<String> FILES = List.of("data", "train", "valid", "test");
    static final String BANK = "bank";

    /** What is used where nothing is said: a texture of its sounds. */
    public static final TrainSettings DEFAULTS =
            new TrainSettings(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    Representation.MFCC.toString(),
                    null,
                    null,
                    "lstm",
                    1,
                    128,
                    BANK,
                    8,
                    TextureSpec.DEFAULT.clusters(),
                    0,
                    TextureSpec.DEFAULT.past(),
                    TextureSpec.DEFAULT.timeConstants(),
                    4,
                    0.3,
                    0,
                    false,
                    1,
                    "auto",
                    0.1,
                    0.1,
                    "adam",
                    2e-3,
                    "one_cycle",
                    300,
                    0,
                    0,
                    16,
                    200,
                    10,
                    0.1,
                    1,
                    1e-4,
                    10,
                    10,
                    4,
                    "auto",
                    "fp32",
                    0,
                    1);

    /**
     * What stands in their place where the network makes frames itself. One frame a step: on stream
     * and fire, 200 steps of 3,200 frames each, the held-out loss of a frame was 44.6 and 49.6 with
     * 1 frame, 49.7 and 53.4 with 2, 53.7 and 56.3 with 4, 56.6 and 57.4 with 8, in about the same
     * time.
     */
    private static final Map<String, Object> OF_FRAMES =
            Map.of(
                    "dropout",
                    0.0,
                    "unscored",
                    0,
                    "inputNoise",
                    0.0,
                    "steps",
                    600L,
                    "patience",
                    0,
                    "validateEvery",
                    0);

    private static final String FEATURES = "features";

    private static final int MOST_PREVIEWS = 100;
    private static final int MOST_SHIFTS = 64;

    /**
     * The work of a fit grows with the square of the past and in proportion to the clusters. What
     * more of them gave was no better: 16 to 256 clusters were alike.
     */
    private static final int MOST_PAST = 16;

    private static final int MOST_CLUSTERS = 512;

    /** Steps; a checkpoint holds the whole bank. */
    private static final int CHECKPOINT_EVERY = 100;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    /** The least σ of a mixture's component, in standard deviations of the training part. */
    private static final float SCALE_FLOOR = 0.01f;

    public TrainSettings {
        averages = List.copyOf(averages);
        data = List.copyOf(data);
        train = List.copyOf(train);
        valid = List.copyOf(valid);
        test = List.copyOf(test);
    }

    /**
     * These settings with some replaced; where features with pitch come in and nothing is said of
     * the head, it is mdn.
     *
     * @param changes by the names of this record
     * @throws IllegalArgumentException if one is unknown or of another type
     */
    public TrainSettings with(Map<String, ?> changes) {
        JsonNode tree = JSON.valueToTree(changes);
        return with(tree);
    }

    private TrainSettings with(JsonNode given) {
        ObjectNode changes = given.deepCopy();
        ObjectNode all = JSON.valueToTree(begun(changes.path(REPRESENTATION)));
        if (changes.path(MUSIC).isObject() && all.path(MUSIC).isObject()) {
            changes.set(
                    MUSIC, ((ObjectNode) all.get(MUSIC)).setAll((ObjectNode) changes.get(MUSIC)));
        }
        if (changes.path(FEATURES).path("pitch").isObject() && !changes.has(HEAD)) {
            // Clusters are of levels: they say nothing of pitch.
            changes.put(HEAD, "mdn");
        }
        JsonNode other = changes.path(HEAD);
        if (other.isTextual()
                && !all.has(MUSIC)
                && learnsTexture() != other.asText().equals(BANK)) {
            takeDefaults(all);
        }
        changes.properties().forEach(change -> all.set(change.getKey(), change.getValue()));
        if (all.path(FEATURES).isObject()) {
            // Files from before there was pitch do not say that there is none.
            all.set(FEATURES, SpecJson.write(SpecJson.read(all.get(FEATURES))));
        }
        return read(all);
    }

    /** What changes are made to: these settings, or the defaults of another representation. */
    private TrainSettings begun(JsonNode other) {
        if (!other.isTextual() || other.asText().equals(representation)) {
            return this;
        }
        Map<String, Object> defaults =
                new HashMap<>(MusicDefaults.of(Representation.named(other.asText())));
        ObjectNode all = JSON.valueToTree(DEFAULTS);
        ObjectNode mine = JSON.valueToTree(this);
        FILES.forEach(name -> defaults.put(name, mine.get(name)));
        all.setAll(JSON.<ObjectNode>valueToTree(defaults));
        return read(all);
    }

    private static TrainSettings read(JsonNode all) {
        try {
            return JSON.treeToValue(all, TrainSettings.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getOriginalMessage().split("[;\n]| \\(class| \\(\\d+ known", 2)[0], e);
        }
    }

    /** Whether it is pieces of music that are learned from, not sounds. */
    public boolean learnsMusic() {
        return music != null;
    }

    /** Where the one kind of head's defaults stand, those of the other. */
    private void takeDefaults(ObjectNode all) {
        ObjectNode texture = JSON.valueToTree(DEFAULTS);
        ObjectNode frames = texture.deepCopy().setAll(JSON.<ObjectNode>valueToTree(OF_FRAMES));
        ObjectNode mine = learnsTexture() ? texture : frames;
        ObjectNode others = learnsTexture() ? frames : texture;
        for (String name : OF_FRAMES.keySet()) {
            if (all.get(name).equals(mine.get(name))) {
                all.set(name, others.get(name));
            }
        }
    }

    /** Whether a texture is fitted, and the network chooses from its bank. */
    public boolean learnsTexture() {
        return music == null && head.equals(BANK);
    }

    /**
     * As {@link #with}, from a file.
     *
     * @throws InputException naming it, if it cannot be read or understood
     */
    public TrainSettings with(Path file) throws InputException {
        JsonNode changes = read(file);
        try {
            return with(changes);
        } catch (IllegalArgumentException e) {
            throw new InputException(file, new IOException(e.getMessage(), e));
        }
    }

    /**
     * The settings that a file has something to say of.
     *
     * @return their names
     * @throws InputException as {@link #with(Path)}
     */
    public static Set<String> named(Path file) throws InputException {
        Set<String> names = new TreeSet<>();
        read(file).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read(Path file) throws InputException {
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(file));
            if (!tree.isObject()) {
                throw new IOException("is not a JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file,
                    new IOException(
                            "is not JSON: "
                                    + e.getOriginalMessage().lines().findFirst().orElse("")));
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /**
     * Settings that are otherwise than the model has them that is gone on from.
     *
     * @param names of those that are looked at
     * @return names among them
     * @throws InputException if the model cannot be used
     */
    public List<String> otherwiseThanModel(Set<String> names) throws InputException {
        Map<String, Object> decided =
                KnownTexture.decided(KnownTexture.read(Path.of(from)).model());
        ObjectNode mine = JSON.valueToTree(this);
        ObjectNode models = JSON.valueToTree(with(decided));
        return decided.keySet().stream()
                .filter(name -> names.contains(name) && mine.has(name))
                .filter(name -> !mine.get(name).equals(models.get(name)))
                .toList();
    }

    /**
     * Checks every setting, before any data are read.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public void check() {
        if (music != null || Representation.named(representation).isMusic()) {
            checkMusic();
            return;
        }
        training();
        dataset(Profile.TEXTURE.spec());
        if (learnsTexture()) {
            texture();
        }
        network(1);
        compute();
        within("previews", previews, 0, MOST_PREVIEWS);
        if (learnsTexture()) {
            within("shifts", shifts, 1, MOST_SHIFTS);
            if (framesPerStep != 1) {
                throw new IllegalArgumentException(
                        "framesPerStep %d does not go with head bank, which goes frame by frame: take 1, or head mdn"
                                .formatted(framesPerStep));
            }
            if (split.equals("file")) {
                throw new IllegalArgumentException(
                        "split file does not go with head bank, which learns from every file: take split time, or name files to hold out");
            }
        } else if (from != null) {
            throw new IllegalArgumentException(
                    "head %s cannot go on from a model: only a texture, head bank, learns one more sound"
                            .formatted(head));
        }
    }

    private void checkMusic() {
        Representation kind = Representation.named(representation);
        if (music == null || !kind.isMusic()) {
            throw new IllegalArgumentException(
                    "representation %s does not go with music %s".formatted(representation, music));
        }
        String right = kind.isTokens() ? "categorical" : "bernoulli";
        if (!head.equals(right)) {
            throw new IllegalArgumentException(
                    "head %s does not go with representation %s: its head is %s"
                            .formatted(head, representation, right));
        }
        if (framesPerStep != 1) {
            throw new IllegalArgumentException(
                    "framesPerStep %d does not go with representation %s, which goes frame by frame"
                            .formatted(framesPerStep, representation));
        }
        if (!List.of("auto", "file").contains(split)) {
            throw new IllegalArgumentException(
                    "split %s does not go with representation %s: pieces are held out whole"
                            .formatted(split, representation));
        }
        if (kind.isTokens() && inputNoise != 0) {
            throw new IllegalArgumentException(
                    "inputNoise %s does not go with tokens, which are no amounts"
                            .formatted(inputNoise));
        }
        if (from != null) {
            throw new IllegalArgumentException(
                    "representation %s cannot go on from a model: only a texture, head bank, learns one more sound"
                            .formatted(representation));
        }
        music.check(kind);
        pieces();
        training();
        network(MusicDefaults.example(kind));
        compute();
        within("previews", previews, 0, MOST_PREVIEWS);
    }

    private static void within(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    "%s %d is outside %d..%d".formatted(name, value, low, high));
        }
    }

    /**
     * How a texture is fitted.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    TextureSpec texture() {
        within("past", past, 1, MOST_PAST);
        within("clusters", clusters, 1, MOST_CLUSTERS);
        if (!(runLength >= 1 || runLength == 0)) {
            throw new IllegalArgumentException("runLength " + runLength + " is below 1");
        }
        for (float frames : averages) {
            if (!(frames >= 1 && frames <= LinearFit.LONGEST)) {
                throw new IllegalArgumentException(
                        "averages %s is outside 1..%d".formatted(frames, LinearFit.LONGEST));
            }
        }
        float run = runLength == 0 ? TextureSpec.DEFAULT.run() : (float) runLength;
        return new TextureSpec(past, averages, clusters, run, seed);
    }

    /** What config.json holds. */
    String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The network for frames of {@code dims} values, or for a texture of one sound.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public NetworkSpec network(int dims) {
        Head kind =
                switch (head) {
                    case BANK -> null;
                    case "mdn" -> new Head.MixtureDensity(mixtures, SCALE_FLOOR);
                    case "mse" -> new Head.MeanSquared();
                    case "categorical", "bernoulli" ->
                            throw new IllegalArgumentException(
                                    "head %s is for %s: the frames of sounds are values, so take bank, mdn or mse"
                                            .formatted(
                                                    head,
                                                    head.equals("bernoulli")
                                                            ? "piano rolls"
                                                            : "tokens"));
                    default ->
                            throw new IllegalArgumentException(
                                    "head " + head + " is none of bank, mdn, mse");
                };
        return kind == null
                ? textureNetwork(2 * dims)
                : cells(
                        new NetworkSpec(
                                dims * framesPerStep, layers, hidden, 0, (float) dropout, kind));
    }

    /**
     * The network for pieces.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    NetworkSpec network(MusicModel model) {
        MusicCode code = model.code();
        float dropped = (float) dropout;
        NetworkSpec plain =
                code.head() instanceof Head.Categorical tokens
                        ? NetworkSpec.ofTokens(
                                tokens.categories(), music.embedding(), layers, hidden, dropped)
                        : new NetworkSpec(code.dims(), layers, hidden, 0, dropped, code.head());
        return cells(plain.withConditions(model.conditions().size()));
    }

    /** The network for a texture of {@code inputSize} values a step. */
    NetworkSpec textureNetwork(int inputSize) {
        return cells(NetworkSpec.ofTexture(inputSize, clusters, layers, hidden, (float) dropout));
    }

    private NetworkSpec cells(NetworkSpec plain) {
        return plain.withCell(constant("cell", cell, Cell.values()))
                .withLayerNorm(layerNorm)
                .withRecurrentDropout((float) recurrentDropout);
    }

    /**
     * What trains it.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public ComputeSettings compute() {
        return ComputeSettings.of(device, precision, threads);
    }

    /**
     * The same, so that it means the same in any folder and whatever else there is: absolute paths,
     * the features found in them, the device chosen.
     *
     * @param found null: there are none
     */
    TrainSettings resolved(FeatureSpec found, String opened) {
        Map<String, Object> changes = new HashMap<>();
        changes.put("data", absolute(data));
        changes.put("train", absolute(train));
        changes.put("valid", absolute(valid));
        changes.put("test", absolute(test));
        if (from != null) {
            changes.put("from", absolute(List.of(from)).get(0));
        }
        if (found != null) {
            changes.put(FEATURES, found);
        }
        changes.put(HEAD, head);
        changes.put("device", opened);
        return with(changes);
    }

    private static List<String> absolute(List<String> paths) {
        return paths.stream().map(path -> Path.of(path).toAbsolutePath().toString()).toList();
    }

    /**
     * How it is trained.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public TrainingSpec training() {
        return TrainingSpec.builder()
                .optimizer(constant("optimizer", optimizer, TrainingSpec.Optimizer.values()))
                .learningRate(learningRate)
                .schedule(constant("schedule", schedule, Schedule.values()))
                .steps(steps)
                .epochs(epochs)
                .maxSeconds(maxSeconds)
                .batch(batch)
                .sequenceLength(sequenceLength)
                .unscoredSteps(Math.min(unscored, sequenceLength / 2))
                .inputNoise(inputNoise)
                .clip(clip)
                .weightDecay(weightDecay)
                .patience(patience)
                .validateEvery(validateEvery)
                .checkpointEvery(learnsTexture() ? CHECKPOINT_EVERY : 0)
                .seed(seed)
                .build();
    }

    /**
     * How pieces become data: as they are.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    DatasetSpec pieces() {
        return new DatasetSpec(1, false, DatasetSpec.SplitBy.FILE, validPart, testPart, 0, seed);
    }

    /**
     * How the data are divided.
     *
     * @param spec whose frames they are: those that share samples are kept apart
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public DatasetSpec dataset(FeatureSpec spec) {
        int shared = (spec.fftSize() - 1) / spec.hopSamples();
        if (learnsTexture()) {
            // Shifted copies differ by less than a hop, and by a frame where parts begin.
            shared += 2;
        }
        return new DatasetSpec(
                framesPerStep,
                true,
                learnsTexture() && split.equals("auto")
                        ? DatasetSpec.SplitBy.TIME
                        : constant("split", split, DatasetSpec.SplitBy.values()),
                validPart,
                testPart,
                shared,
                seed);
    }

    private static <E extends Enum<E>> E constant(String name, String text, E[] values) {
        for (E value : values) {
            if (value.name().equalsIgnoreCase(text.replace('-', '_'))) {
                return value;
            }
        }
        List<String> known =
                List.of(values).stream().map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
        throw new IllegalArgumentException(
                name + " " + text + " is none of " + String.join(", ", known));
    }
}
