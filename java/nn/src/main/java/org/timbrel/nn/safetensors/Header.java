// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON between the length and the numbers: tensors by name, and text under {@code
 * __metadata__}.
 *
 * @param metadata text by name, in the file's order
 * @param tensors in the order of their bytes, which cover the rest of the file without gap or
 *     overlap
 */
record Header(Map<String, String> metadata, List<TensorInfo> tensors) {

    /** Longest header that is read; the format's own limit is 100 MB. */
    static final long MAX_BYTES = 16 << 20;

    private static final String METADATA = "__metadata__";

    private static final ObjectMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * Reads a header and checks everything that it says.
     *
     * @param bytes all of it, padding included
     * @param dataBytes how many bytes follow it in the file
     */
    static Header parse(byte[] bytes, long dataBytes) throws SafetensorsException {
        JsonNode root = tree(bytes);
        Map<String, String> metadata = new LinkedHashMap<>();
        List<TensorInfo> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                readMetadata(field.getValue(), metadata);
            } else {
                tensors.add(tensor(field.getKey(), field.getValue()));
            }
        }
        tensors.sort(
                Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        requireCover(tensors, dataBytes);
        return new Header(metadata, tensors);
    }

    private static JsonNode tree(byte[] bytes) throws SafetensorsException {
        if (bytes.length == 0 || bytes[0] != '{') {
            throw new SafetensorsException("the header does not begin with {");
        }
        JsonNode root;
        try {
            root =
                    JSON.readTree(
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(bytes))
                                    .toString());
        } catch (CharacterCodingException e) {
            throw new SafetensorsException("the header is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new SafetensorsException(
                    "the header is not the JSON of a safetensors file: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        if (!root.isObject()) {
            throw new SafetensorsException("the header is not a JSON object");
        }
        return root;
    }

    private static void readMetadata(JsonNode node, Map<String, String> metadata)
            throws SafetensorsException {
        if (!node.isObject()) {
            throw new SafetensorsException(METADATA + " is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw new SafetensorsException(
                        "%s: %s is not a string".formatted(METADATA, field.getKey()));
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
    }

    private static TensorInfo tensor(String name, JsonNode node) throws SafetensorsException {
        JsonNode dtype = node.path("dtype");
        JsonNode shape = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        if (!dtype.isTextual()
                || !shape.isArray()
                || !offsets.isArray()
                || offsets.size() != 2
                || node.size() != 3) {
            throw new SafetensorsException(
                    "tensor %s has not just a dtype, a shape and two data_offsets".formatted(name));
        }
        ElementType type = type(name, dtype.textValue());
        List<Long> sizes = new ArrayList<>();
        long bytes = type.bytes();
        for (JsonNode size : shape) {
            long value = size(name, "shape", size);
            sizes.add(value);
            if (value != 0 && bytes > Long.MAX_VALUE / value) {
                throw new SafetensorsException(
                        "tensor %s: shape %s is too large".formatted(name, shape));
            }
            bytes *= value;
        }
        long begin = size(name, "data_offsets", offsets.get(0));
        long end = size(name, "data_offsets", offsets.get(1));
        if (end < begin || end - begin != bytes) {
            throw new SafetensorsException(
                    "tensor %s: %s of shape %s needs %d bytes, but its data_offsets are %d..%d"
                            .formatted(name, type, shape, bytes, begin, end));
        }
        return new TensorInfo(name, type, sizes, begin, end);
    }

    private static ElementType type(String name, String dtype) throws SafetensorsException {
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(dtype)) {
                return type;
            }
        }
        throw new SafetensorsException("tensor %s: dtype %s is not known".formatted(name, dtype));
    }

    private static long size(String name, String field, JsonNode value)
            throws SafetensorsException {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new SafetensorsException(
                    "tensor %s: %s holds %s, which is no size".formatted(name, field, value));
        }
        return value.longValue();
    }

    private static void requireCover(List<TensorInfo> tensors, long dataBytes)
            throws SafetensorsException {
        long reached = 0;
        for (TensorInfo tensor : tensors) {
            if (tensor.begin() != reached) {
                throw new SafetensorsException(
                        "tensor %s begins at byte %d of the data, %s byte %d"
                                .formatted(
                                        tensor.name(),
                                        tensor.begin(),
                                        tensor.begin() < reached
                                                ? "inside the one that ends at"
                                                : "with a gap after",
                                        reached));
            }
            reached = tensor.end();
        }
        if (reached != dataBytes) {
            throw new SafetensorsException(
                    "the header describes %d bytes of data, but the file holds %d"
                            .formatted(reached, dataBytes));
        }
    }

    /**
     * The bytes of a header, padded with spaces so that the data behind it begins at a multiple of
     * eight. Tensors lie in the order given.
     */
    static byte[] format(Map<String, String> metadata, Collection<NamedTensor> tensors)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart(METADATA);
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            long begin = 0;
            for (NamedTensor tensor : tensors) {
                long end = begin + (long) tensor.values().length * Float.BYTES;
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", ElementType.F32.name());
                json.writeArrayFieldStart("shape");
                for (long size : tensor.shape()) {
                    json.writeNumber(size);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("data_offsets");
                json.writeNumber(begin);
                json.writeNumber(end);
                json.writeEndArray();
                json.writeEndObject();
                begin = end;
            }
            json.writeEndObject();
        }
        int length = text.toString().getBytes(StandardCharsets.UTF_8).length;
        String padding = " ".repeat((8 - length % 8) % 8);
        return (text + padding).getBytes(StandardCharsets.UTF_8);
    }
}
