// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads {@link ServerSettings} from a file of JSON, the defaults below it and options above it. */
public final class SettingsReader {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .build();

    private SettingsReader() {}

    /**
     * The settings of a file, where options do not say otherwise.
     *
     * @param file a JSON object; null: none
     * @param options by the names of the file
     * @throws IOException if the file cannot be read, is no JSON, or has a field that there is not
     *     or that is not what it must be, in one line that names the field
     * @throws IllegalArgumentException if a value is outside its range
     */
    public static ServerSettings read(Path file, Map<String, ?> options) throws IOException {
        ObjectNode values = JSON.valueToTree(ServerSettings.DEFAULTS);
        if (file != null) {
            values.setAll(object(file));
        }
        values.setAll(JSON.<ObjectNode>valueToTree(options));
        try {
            return JSON.treeToValue(values, ServerSettings.class);
        } catch (UnrecognizedPropertyException e) {
            throw new IOException(
                    "%s: there is no '%s'; there are: %s"
                            .formatted(file, e.getPropertyName(), String.join(", ", names())),
                    e);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof IllegalArgumentException outside) {
                throw new IllegalArgumentException(outside.getMessage(), e);
            }
            String field =
                    e.getPath().stream()
                            .map(JsonMappingException.Reference::getFieldName)
                            .collect(Collectors.joining("."));
            throw new IOException(
                    "%s: '%s' is %s, which is not what it must be"
                            .formatted(file, field, values.path(field)),
                    e);
        }
    }

    private static ObjectNode object(Path file) throws IOException {
        JsonNode read;
        try {
            read = JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s: is no JSON: %s (line %d)"
                            .formatted(file, e.getOriginalMessage(), e.getLocation().getLineNr()),
                    e);
        }
        if (read instanceof ObjectNode object) {
            return object;
        }
        throw new IOException(file + ": is no JSON object");
    }

    /** Of all settings, as the file has them. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        JSON.<ObjectNode>valueToTree(ServerSettings.DEFAULTS)
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    /** As the file has it: {@code max_queue}. */
    static String name(String component) {
        return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component);
    }

    /** The range of a setting by its component's name. */
    static Range range(String component) {
        return Arrays.stream(ServerSettings.class.getDeclaredFields())
                .filter(field -> field.getName().equals(component))
                .findFirst()
                .orElseThrow()
                .getAnnotation(Range.class);
    }

    static void requireRange(String component, double value) {
        Range range = range(component);
        if (!(value >= range.least() && value <= range.most())) {
            throw new IllegalArgumentException(
                    "%s %s is outside %s..%s"
                            .formatted(
                                    name(component),
                                    number(value),
                                    number(range.least()),
                                    number(range.most())));
        }
    }

    /** 10 rather than 10.0. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
