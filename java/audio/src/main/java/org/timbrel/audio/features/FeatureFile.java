// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.timbrel.audio.npz.NpyArray;
import org.timbrel.audio.npz.NpyFormatException;
import org.timbrel.audio.npz.NpzFile;

/**
 * Features as a {@code .npz}: {@code mfcc} [frames, coefficients] and {@code mel} [frames, bands],
 * float32, and {@code spec}, a string of JSON with the fields of {@link FeatureSpec}.
 */
public final class FeatureFile {

    private static final JsonMapper JSON = new JsonMapper();

    private FeatureFile() {}

    /**
     * Writes the file whole or not at all. The same features give the same bytes.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Features features) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("mfcc", array(features.mfcc()));
        arrays.put("mel", array(features.mel()));
        arrays.put("spec", NpyArray.ofText(SpecJson.write(features.spec()).toString()));
        NpzFile.write(file, arrays);
    }

    private static NpyArray array(FrameMatrix matrix) {
        return NpyArray.ofFloats(matrix.values(), matrix.frames(), matrix.dims());
    }

    /**
     * Reads a file that {@link #write} or NumPy wrote.
     *
     * @throws NpyFormatException if it is damaged, an array is missing, not finite, or does not fit
     *     the spec
     * @throws IOException if it cannot be read
     */
    public static Features read(Path file) throws IOException {
        Map<String, NpyArray> arrays = NpzFile.read(file);
        String json = get(arrays, "spec").text();
        try {
            FeatureSpec spec = SpecJson.read(JSON.readTree(json));
            return new Features(spec, matrix(arrays, "mfcc"), matrix(arrays, "mel"));
        } catch (JsonProcessingException e) {
            throw new NpyFormatException(
                    "its spec is not understood: " + e.getOriginalMessage().split("[;\n]", 2)[0],
                    e);
        } catch (IllegalArgumentException e) {
            throw new NpyFormatException(e.getMessage(), e);
        }
    }

    private static NpyArray get(Map<String, NpyArray> arrays, String name)
            throws NpyFormatException {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw new NpyFormatException("holds no array " + name + ", only " + arrays.keySet());
        }
        return array;
    }

    private static FrameMatrix matrix(Map<String, NpyArray> arrays, String name)
            throws NpyFormatException {
        NpyArray array = get(arrays, name);
        int[] shape = array.shape();
        if (shape.length != 2 || shape[1] == 0) {
            throw new NpyFormatException(
                    "array " + name + " is " + array + ", not [frames, columns]");
        }
        float[] values = array.floats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new NpyFormatException(
                        "array " + name + " is " + values[i] + " in frame " + i / shape[1]);
            }
        }
        return new FrameMatrix(values, shape[0], shape[1]);
    }
}
