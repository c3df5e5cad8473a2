// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.timbrel.app.InputException;

/** Specs of studies as JSON. */
public final class StudySpecFile {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private StudySpecFile() {}

    /** All fields. */
    public static ObjectNode write(StudySpec spec) {
        return JSON.valueToTree(spec);
    }

    /**
     * A spec with some fields replaced.
     *
     * @param changes by the names of {@link StudySpec}
     * @throws IllegalArgumentException if one is unknown, with the nearest that there is, or of
     *     another type
     */
    public static StudySpec with(StudySpec spec, Map<String, ?> changes) {
        JsonNode tree = JSON.valueToTree(changes);
        return with(spec, tree);
    }

    private static StudySpec with(StudySpec spec, JsonNode changes) {
        ObjectNode all = write(spec);
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (!all.has(change.getKey())) {
                throw new IllegalArgumentException(
                        "there is no field %s; the nearest is %s"
                                .formatted(
                                        change.getKey(),
                                        nearest(change.getKey(), all.fieldNames())));
            }
            all.set(change.getKey(), change.getValue());
        }
        try {
            return JSON.treeToValue(all, StudySpec.class);
        } catch (JsonProcessingException e) {
            String field =
                    e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
                                    && !mapping.getPath().isEmpty()
                            ? mapping.getPath().get(0).getFieldName() + ": "
                            : "";
            throw new IllegalArgumentException(
                    field + e.getOriginalMessage().split("[;\n]| \\(class", 2)[0], e);
        }
    }

    /**
     * A spec with the fields that a file names replaced.
     *
     * @throws InputException naming it, if it cannot be read or understood
     */
    public static StudySpec with(StudySpec spec, Path file) throws InputException {
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(file));
            if (!tree.isObject()) {
                throw new IOException("is not a JSON object");
            }
            StudySpec read = with(spec, tree);
            read.check();
            return read;
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new InputException(file, new IOException("is not JSON: " + why, e));
        } catch (IllegalArgumentException e) {
            throw new InputException(file, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /** The name that needs the fewest letters changed. */
    private static String nearest(String name, Iterator<String> names) {
        String best = "";
        int least = Integer.MAX_VALUE;
        while (names.hasNext()) {
            String other = names.next();
            int distance = distance(name, other);
            if (distance < least) {
                least = distance;
                best = other;
            }
        }
        return best;
    }

    /** Letters to put in, take out or change (Levenshtein 1966), whatever their case. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same =
                        Character.toLowerCase(a.charAt(i - 1))
                                == Character.toLowerCase(b.charAt(j - 1));
                int changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
