// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.timbrel.music.tokens.TokenizerSpec;

/**
 * A piece as tokens, in JSON: {@code {"spec": …, "tokens": [0, …], "names": ["End", …]}}, of which
 * the names, one a token, may be missing.
 */
final class TokenFile {

    /** Longest file that is read. */
    private static final long MAX_BYTES = 256L << 20;

    private static final ObjectMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();

    private final TokenizerSpec spec;
    private final int[] tokens;

    TokenFile(TokenizerSpec spec, int[] tokens) {
        this.spec = spec;
        this.tokens = tokens;
    }

    TokenizerSpec spec() {
        return spec;
    }

    int[] tokens() {
        return tokens;
    }

    /** The text of the file: spec, tokens and names on a line each. */
    String text(List<String> vocabulary) {
        StringBuilder text = new StringBuilder("{\n\"spec\": ").append(spec.toJson());
        text.append(",\n\"tokens\": ").append(Arrays.toString(tokens).replace(" ", ""));
        if (!vocabulary.isEmpty()) {
            List<String> names = IntStream.of(tokens).mapToObj(vocabulary::get).toList();
            text.append(",\n\"names\": ").append(JSON.valueToTree(names).toString());
        }
        return text.append("\n}\n").toString();
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it cannot be read or is none, with one line that says why
     */
    static TokenFile read(Path file) throws InputException {
        try {
            requireBounded(file);
            try (JsonParser json = JSON.createParser(file.toFile())) {
                return read(json);
            }
        } catch (JsonProcessingException e) {
            throw new InputException(file, new IOException(notJson(e), e));
        } catch (IllegalArgumentException e) {
            throw new InputException(file, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /**
     * The spec of a file of tokens, or a spec alone.
     *
     * @throws InputException if it cannot be read or is none, with one line that says why
     */
    static TokenizerSpec readSpec(Path file) throws InputException {
        try {
            requireBounded(file);
            JsonNode json = JSON.readTree(file.toFile());
            return TokenizerSpec.read(json.has("spec") ? json.get("spec") : json);
        } catch (JsonProcessingException e) {
            throw new InputException(file, new IOException(notJson(e), e));
        } catch (IllegalArgumentException e) {
            throw new InputException(file, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    private static void requireBounded(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MAX_BYTES) {
            throw new IOException(
                    "%d bytes are more than the %d that a file of tokens may have"
                            .formatted(bytes, MAX_BYTES));
        }
    }

    private static String notJson(JsonProcessingException e) {
        String why = e.getOriginalMessage().lines().findFirst().orElse("");
        return e.getLocation() == null
                ? "is not JSON: " + why
                : "is not JSON: line %d, column %d: %s"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), why);
    }

    private static TokenFile read(JsonParser json) throws IOException {
        TokenizerSpec spec = null;
        int[] tokens = null;
        List<String> names = null;
        require(json.nextToken() == JsonToken.START_OBJECT, "is no object with spec and tokens");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "spec" -> spec = spec(json.readValueAsTree());
                case "tokens" -> tokens = integers(json);
                case "names" -> names = texts(json);
                default ->
                        throw new IllegalArgumentException(
                                field + " is neither spec, tokens nor names");
            }
        }
        require(json.nextToken() == null, "goes on after its end");
        require(spec != null, "spec is missing");
        require(tokens != null, "tokens is missing");
        if (names != null) {
            requireNames(names, tokens, spec.open().names());
        }
        return new TokenFile(spec, tokens);
    }

    private static TokenizerSpec spec(JsonNode json) {
        try {
            return TokenizerSpec.read(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("spec: " + e.getMessage(), e);
        }
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }

    private static int[] integers(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "tokens is no list");
        int[] values = new int[1024];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getNumberType() != JsonParser.NumberType.INT) {
                throw new IllegalArgumentException(
                        "tokens holds %s, the %d. from 0".formatted(json.getText(), count));
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = json.getIntValue();
        }
        return Arrays.copyOf(values, count);
    }

    private static List<String> texts(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "names is no list");
        List<String> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw new IllegalArgumentException(
                        "names holds %s, the %d. from 0".formatted(json.getText(), values.size()));
            }
            values.add(json.getText());
        }
        return values;
    }

    private static void requireNames(List<String> names, int[] tokens, List<String> vocabulary) {
        if (names.size() != tokens.length) {
            throw new IllegalArgumentException(
                    "%d names are not those of %d tokens".formatted(names.size(), tokens.length));
        }
        for (int i = 0; i < tokens.length; i++) {
            int token = tokens[i];
            boolean known = token >= 0 && token < vocabulary.size();
            if (known && !vocabulary.get(token).equals(names.get(i))) {
                throw new IllegalArgumentException(
                        "token %d (the %d. from 0) is %s, but its name says %s"
                                .formatted(token, i, vocabulary.get(token), names.get(i)));
            }
        }
    }
}
