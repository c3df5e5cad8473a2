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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.features.SpecJson;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
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
 * @param features how sounds become frames; null: the feature files' own, else the texture profile
 * @param cell lstm, gru or rnn
 * @param layers recurrent layers
 * @param hidden units of each
 * @param head mdn or mse
 * @param mixtures components of the density
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
 * @param clip norm that gradients are shortened to; 0: never
 * @param weightDecay decoupled
 * @param patience validations without a better one after which training ends; 0: never
 * @param validateEvery steps; 0: once an epoch
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
        FeatureSpec features,
        String cell,
        int layers,
        int hidden,
        String head,
        int mixtures,
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
        double clip,
        double weightDecay,
        int patience,
        int validateEvery,
        String device,
        String precision,
        int threads,
        long seed) {

    /**
     * What is used where nothing is said. One frame a step: on stream and fire, 200 steps of 3,200
     * frames each, the held-out loss of a frame was 44.6 and 49.6 with 1 frame, 49.7 and 53.4 with
     * 2, 53.7 and 56.3 with 4, 56.6 and 57.4 with 8, in about the same time.
     */
    public static final TrainSettings DEFAULTS =
            new TrainSettings(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    "lstm",
                    1,
                    128,
                    "mdn",
                    8,
                    0,
                    0,
                    false,
                    1,
                    "auto",
                    0.1,
                    0.1,
                    "adam",
                    2e-3,
                    "one_cycle",
                    600,
                    0,
                    0,
                    16,
                    200,
                    1,
                    1e-4,
                    0,
                    0,
                    "auto",
                    "fp32",
                    0,
                    1);

    private static final String FEATURES = "features";

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    /** The least σ of a mixture's component, in standard deviations of the training part. */
    private static final float SCALE_FLOOR = 0.01f;

    public TrainSettings {
        data = List.copyOf(data);
        train = List.copyOf(train);
        valid = List.copyOf(valid);
        test = List.copyOf(test);
    }

    /**
     * These settings with some replaced.
     *
     * @param changes by the names of this record
     * @throws IllegalArgumentException if one is unknown or of another type
     */
    public TrainSettings with(Map<String, ?> changes) {
        JsonNode tree = JSON.valueToTree(changes);
        return with(tree);
    }

    private TrainSettings with(JsonNode changes) {
        ObjectNode all = JSON.valueToTree(this);
        changes.properties().forEach(change -> all.set(change.getKey(), change.getValue()));
        if (all.path(FEATURES).isObject()) {
            // Files from before there was pitch do not say that there is none.
            all.set(FEATURES, SpecJson.write(SpecJson.read(all.get(FEATURES))));
        }
        try {
            return JSON.treeToValue(all, TrainSettings.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getOriginalMessage().split("[;\n]| \\(class| \\(\\d+ known", 2)[0], e);
        }
    }

    /**
     * As {@link #with}, from a file.
     *
     * @throws InputException naming it, if it cannot be read or understood
     */
    public TrainSettings with(Path file) throws InputException {
        try {
            JsonNode changes = JSON.readTree(Files.readAllBytes(file));
            if (!changes.isObject()) {
                throw new IOException("is not a JSON object");
            }
            return with(changes);
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file,
                    new IOException(
                            "is not JSON: "
                                    + e.getOriginalMessage().lines().findFirst().orElse("")));
        } catch (IllegalArgumentException e) {
            throw new InputException(file, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /**
     * Checks every setting, before any data are read.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public void check() {
        training();
        dataset(Profile.TEXTURE.spec());
        network(1);
        compute();
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
     * The network for frames of {@code dims} values.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public NetworkSpec network(int dims) {
        Head kind =
                switch (head) {
                    case "mdn" -> new Head.MixtureDensity(mixtures, SCALE_FLOOR);
                    case "mse" -> new Head.MeanSquared();
                    case "categorical", "bernoulli" ->
                            throw new IllegalArgumentException(
                                    "head %s is for %s: the frames of sounds are values, so take mdn or mse"
                                            .formatted(
                                                    head,
                                                    head.equals("bernoulli")
                                                            ? "piano rolls"
                                                            : "tokens"));
                    default ->
                            throw new IllegalArgumentException(
                                    "head " + head + " is none of mdn, mse");
                };
        return new NetworkSpec(dims * framesPerStep, layers, hidden, 0, (float) dropout, kind)
                .withCell(constant("cell", cell, Cell.values()))
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
     */
    TrainSettings resolved(FeatureSpec found, String opened) {
        return new TrainSettings(
                absolute(data),
                absolute(train),
                absolute(valid),
                absolute(test),
                found,
                cell,
                layers,
                hidden,
                head,
                mixtures,
                dropout,
                recurrentDropout,
                layerNorm,
                framesPerStep,
                split,
                validPart,
                testPart,
                optimizer,
                learningRate,
                schedule,
                steps,
                epochs,
                maxSeconds,
                batch,
                sequenceLength,
                clip,
                weightDecay,
                patience,
                validateEvery,
                opened,
                precision,
                threads,
                seed);
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
                .clip(clip)
                .weightDecay(weightDecay)
                .patience(patience)
                .validateEvery(validateEvery)
                .seed(seed)
                .build();
    }

    /**
     * How the data are divided.
     *
     * @param spec whose frames they are: those that share samples are kept apart
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public DatasetSpec dataset(FeatureSpec spec) {
        int shared = (spec.fftSize() - 1) / spec.hopSamples();
        return new DatasetSpec(
                framesPerStep,
                true,
                constant("split", split, DatasetSpec.SplitBy.values()),
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
