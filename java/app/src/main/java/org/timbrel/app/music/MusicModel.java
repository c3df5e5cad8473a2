// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.safetensors.SafetensorsReader;
import org.timbrel.nn.train.Checkpoint;

/**
 * What a checkpoint says of the pieces it learned from.
 *
 * @param code how they were said in frames
 * @param conditions what it was told beside them
 */
public record MusicModel(MusicCode code, ConditionSpec conditions) {

    private static final String REPRESENTATION = "representation";
    private static final String CONDITIONS = "conditions";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As {@link #read} takes it. */
    public String json() {
        ObjectNode json = code.toJson();
        json.set(CONDITIONS, conditions.toJson());
        return json.toString();
    }

    /**
     * Whether a file holds a model of pieces, not of sounds.
     *
     * @throws IOException if it cannot be read, or is no safetensors file
     */
    public static boolean isIn(Path file) throws IOException {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            return isMusic(reader.metadata().getOrDefault("features", "{}"));
        }
    }

    /** Whether what a checkpoint says of its frames is of pieces. */
    public static boolean isMusic(String features) {
        try {
            return JSON.readTree(features).has(REPRESENTATION);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Reads what {@link #json} gave.
     *
     * @throws IOException if it is something else, or does not go with the network
     */
    public static MusicModel read(Checkpoint checkpoint) throws IOException {
        MusicModel model;
        try {
            JsonNode json = JSON.readTree(checkpoint.features());
            ConditionSpec conditions = ConditionSpec.read(json.path(CONDITIONS));
            ObjectNode code = json.deepCopy();
            code.remove(CONDITIONS);
            model = new MusicModel(MusicCode.read(code), conditions);
        } catch (JsonProcessingException e) {
            throw new IOException("its representation is not JSON", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("its representation is not understood: " + e.getMessage(), e);
        }
        Head head = checkpoint.network().head();
        int dims = checkpoint.normalisation().dims();
        int told = checkpoint.network().conditionSize();
        if (!head.equals(model.code.head()) || dims != model.code.dims()) {
            throw new IOException(
                    "its network makes %d values by %s, but its representation needs %d by %s"
                            .formatted(dims, head, model.code.dims(), model.code.head()));
        }
        if (told != model.conditions.size()) {
            throw new IOException(
                    "its network is told %d values, but its conditions are %d"
                            .formatted(told, model.conditions.size()));
        }
        return model;
    }
}
