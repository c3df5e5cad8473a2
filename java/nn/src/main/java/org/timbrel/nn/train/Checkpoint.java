// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.ParameterShape;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.safetensors.NamedTensor;
import org.timbrel.nn.safetensors.SafetensorsReader;
import org.timbrel.nn.safetensors.SafetensorsWriter;
import org.timbrel.nn.safetensors.TensorInfo;
import org.timbrel.nn.texture.Texture;

/**
 * A network with its weights, as a safetensors file holds it: the parameters under PyTorch's names,
 * the specs in the metadata. A texture's other parts are tensors under {@code texture.}; one that
 * training can go on from also has tensors under {@code optimizer.} and {@code state.}. In Python,
 * where there are neither dense layers nor layer norm, and likewise with {@code gru.} and {@code
 * rnn.}:
 *
 * <pre>{@code
 * weights = safetensors.torch.load_file("best.safetensors")
 * lstm = torch.nn.LSTM(frame_size, hidden_size, layers)
 * lstm.load_state_dict({name[5:]: w for name, w in weights.items() if name.startswith("lstm.")})
 * }</pre>
 *
 * and in Java:
 *
 * <pre>{@code
 * Checkpoint checkpoint = Checkpoint.read(folder.resolve("best.safetensors"));
 * checkpoint.requireFeatures(spec);
 * }</pre>
 */
public final class Checkpoint {

    static final String OPTIMIZER = "optimizer.";
    static final String STATE = "state.";

    private final Path file;
    private final CheckpointHeader header;
    private final Map<String, NamedTensor> tensors;
    private final Texture texture;

    private Checkpoint(Path file, CheckpointHeader header, Map<String, NamedTensor> tensors) {
        this.file = file;
        this.header = header;
        this.tensors = tensors;
        texture = texture(header, tensors);
    }

    private static Texture texture(CheckpointHeader header, Map<String, NamedTensor> tensors) {
        NetworkSpec network = header.network();
        int clusters = network.shape().components();
        Texture texture = TextureTensors.read(tensors, clusters);
        int dims = texture == null ? 0 : texture.dims();
        int inputs = texture == null ? 0 : texture.inputSize();
        if (inputs != network.inputSize()
                || (texture != null
                        && (header.framesPerStep() != 1
                                || dims != header.normalisation().dims()))) {
            throw new IllegalArgumentException(
                    ("its network takes %d values in the place of frames, but its texture gives"
                                    + " %d, of %d frames of %d")
                            .formatted(network.inputSize(), inputs, header.framesPerStep(), dims));
        }
        return texture;
    }

    /**
     * Reads a whole checkpoint and checks its hash, its specs, and that every number is finite.
     *
     * @throws CheckpointException if it is damaged, or not one that can be used here
     * @throws IOException if it cannot be read, or is no safetensors file
     */
    public static Checkpoint read(Path file) throws IOException {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            reader.requireHash();
            CheckpointHeader header = CheckpointHeader.fromMetadata(reader.metadata());
            requireParameters(reader, header.network());
            Map<String, NamedTensor> tensors = new LinkedHashMap<>();
            for (TensorInfo tensor : reader.tensors()) {
                float[] values = reader.floats(tensor.name());
                requireFinite(tensor.name(), values);
                long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
                tensors.put(tensor.name(), NamedTensor.of(tensor.name(), values, shape));
            }
            return new Checkpoint(file, header, tensors);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, e.getMessage());
        }
    }

    private static void requireParameters(SafetensorsReader reader, NetworkSpec network) {
        Map<String, TensorInfo> present = new LinkedHashMap<>();
        reader.tensors().forEach(tensor -> present.put(tensor.name(), tensor));
        Set<String> unknown = new TreeSet<>(present.keySet());
        for (ParameterShape expected : network.parameterShapes()) {
            TensorInfo found = present.get(expected.name());
            List<Long> shape = expected.shape().stream().map(Integer::longValue).toList();
            if (found == null || !found.shape().equals(shape)) {
                throw new IllegalArgumentException(
                        "%s should have the shape %s, but %s"
                                .formatted(
                                        expected.name(),
                                        shape,
                                        found == null ? "is missing" : "has " + found.shape()));
            }
            unknown.remove(expected.name());
        }
        unknown.removeIf(
                name ->
                        name.startsWith(OPTIMIZER)
                                || name.startsWith(STATE)
                                || name.startsWith(TextureTensors.PREFIX));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "its network has no parameter " + unknown.iterator().next());
        }
    }

    /**
     * @throws IllegalArgumentException if {@link #read} would refuse these numbers
     */
    static void requireFinite(String name, float[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!Float.isFinite(values[k])) {
                throw new IllegalArgumentException(
                        "%s holds %s at %d".formatted(name, values[k], k));
            }
        }
    }

    /** Writes a checkpoint so that a reader sees the old file or the new one. */
    static void write(Path file, CheckpointHeader header, List<NamedTensor> tensors)
            throws IOException {
        Map<String, String> metadata = header.toMetadata();
        AtomicFile.write(file, channel -> SafetensorsWriter.write(channel, metadata, tensors));
    }

    /** Tensors of a network's shape, each name with a prefix. */
    static List<NamedTensor> named(String prefix, Parameters parameters) {
        List<NamedTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, Tensor> entry : parameters.tensors().entrySet()) {
            Tensor tensor = entry.getValue();
            tensors.add(NamedTensor.of(prefix + entry.getKey(), tensor.toArray(), tensor.shape()));
        }
        return tensors;
    }

    /** The file it was read from. */
    public Path file() {
        return file;
    }

    /** What the weights are of. */
    public NetworkSpec network() {
        return header.network();
    }

    /** How frames were made: the JSON that was given to the trainer. */
    public String features() {
        return header.features();
    }

    /**
     * Writes its file again with something else about its frames: a reader sees the old one or the
     * new one.
     *
     * @param features a JSON object; only kept
     */
    public void writeFeatures(String features) throws IOException {
        Json.parse(features);
        write(file, header.withFeatures(features), List.copyOf(tensors.values()));
    }

    /** F, frames that make one step of the network. */
    public int framesPerStep() {
        return header.framesPerStep();
    }

    /** How frames were normalised, and what range they had. */
    public Normalisation normalisation() {
        return header.normalisation();
    }

    /** What makes frames of the network's draws; null: they are frames. */
    public Texture texture() {
        return texture;
    }

    /**
     * This with runs of another mean length, in memory: {@link #writeFeatures} writes it.
     *
     * @param run at least 1
     * @throws IllegalArgumentException if it has no texture, or run is below 1
     */
    public Checkpoint withRun(float run) {
        if (texture == null) {
            throw new IllegalArgumentException(file + " has no texture, and so no runs");
        }
        Map<String, NamedTensor> changed = new LinkedHashMap<>(tensors);
        changed.put(TextureTensors.RUN, TextureTensors.run(run));
        return new Checkpoint(file, header, changed);
    }

    /**
     * @param expected null: none; the length of its runs does not matter, which training does not
     *     know
     * @throws CheckpointException if it holds another texture
     */
    void requireTexture(Texture expected) throws CheckpointException {
        List<NamedTensor> parts = expected == null ? List.of() : TextureTensors.of(expected);
        boolean same = (expected == null) == (texture == null);
        for (NamedTensor part : parts) {
            NamedTensor mine = tensors.get(part.name());
            same &=
                    part.name().equals(TextureTensors.RUN)
                            || (mine != null && Arrays.equals(mine.values(), part.values()));
        }
        if (!same) {
            throw new CheckpointException(
                    file, "it was trained for another texture, or with another fit");
        }
    }

    /** How it was trained. */
    public TrainingSpec training() {
        return header.training();
    }

    /** How far it was trained. */
    public TrainingPosition position() {
        return header.position();
    }

    /** Whether it holds what training needs to go on, not the weights alone. */
    public boolean isResumable() {
        return tensors.containsKey(STATE + "h");
    }

    CheckpointHeader header() {
        return header;
    }

    /**
     * Refuses frames that were made otherwise than those the network learned from. The order of
     * names in the JSON does not matter.
     *
     * @throws CheckpointException naming the first value that differs
     */
    public void requireFeatures(String expected) throws CheckpointException {
        ObjectNode mine = Json.parse(features());
        ObjectNode others = Json.parse(expected);
        Set<String> names = new TreeSet<>();
        mine.fieldNames().forEachRemaining(names::add);
        others.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode here = mine.path(name);
            JsonNode there = others.path(name);
            if (!here.equals(there)) {
                throw new CheckpointException(
                        file,
                        "it was trained on features with %s %s, not %s"
                                .formatted(name, shown(here), shown(there)));
            }
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }

    /** Copies the weights to a device; the caller closes them. */
    public Parameters parameters(Device device) throws IOException {
        Parameters parameters = new Parameters(device, network());
        copyTo("", parameters);
        return parameters;
    }

    /**
     * Copies the tensors whose names begin with {@code prefix}.
     *
     * @throws CheckpointException if one is missing or has another size
     */
    void copyTo(String prefix, Parameters target) throws CheckpointException {
        for (Map.Entry<String, Tensor> entry : target.tensors().entrySet()) {
            copyTo(prefix + entry.getKey(), entry.getValue());
        }
    }

    /**
     * Copies one tensor.
     *
     * @throws CheckpointException if it is missing or has another size
     */
    void copyTo(String name, Tensor target) throws CheckpointException {
        NamedTensor found = tensors.get(name);
        float[] values = found == null ? null : found.values();
        if (values == null || values.length != target.size()) {
            throw new CheckpointException(
                    file,
                    "training cannot go on from it: %s should have %d values, but %s"
                            .formatted(
                                    name,
                                    target.size(),
                                    values == null ? "is missing" : "has " + values.length));
        }
        target.copyFrom(values);
    }

    /**
     * Copies a matrix into one of as many rows that may be wider: zeros stand behind every row.
     * Others are copied as they are.
     *
     * @throws CheckpointException if it is missing or has another shape
     */
    void copyWidened(String name, Tensor target) throws CheckpointException {
        NamedTensor found = tensors.get(name);
        long[] shape = target.shape();
        if (found == null
                || found.shape().size() != 2
                || shape.length != 2
                || found.shape().get(0) != shape[0]
                || found.shape().get(1) >= shape[1]) {
            copyTo(name, target);
            return;
        }
        int rows = (int) shape[0];
        int width = (int) shape[1];
        int narrow = Math.toIntExact(found.shape().get(1));
        float[] wide = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(found.values(), row * narrow, wide, row * width, narrow);
        }
        target.copyFrom(wide);
    }
}
