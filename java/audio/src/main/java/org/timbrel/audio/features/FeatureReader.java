// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.timbrel.audio.features.FeatureArray.Source;
import org.timbrel.audio.npz.ArrayReader;
import org.timbrel.audio.npz.NpyFormatException;
import org.timbrel.audio.npz.NpzReader;

/**
 * An open feature file, its frames read one after another in memory that does not grow with their
 * number. What is read is checked: damage that its checksum alone shows is told with the last
 * frame.
 */
public final class FeatureReader implements Closeable {

    private static final JsonMapper JSON = new JsonMapper();

    // Pitch is refined to a little beyond its range: an eighth of an octave is more than that.
    private static final double PITCH_ROOM = Math.log(2) / 8;
    // For what others computed in float.
    private static final double SHARE_ROOM = 1e-3;

    private final NpzReader file;
    private final FeatureSpec spec;
    private final List<FeatureArray> layout;
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    // Opened at the first frame.
    private List<Column> vectors;
    private int given;

    /** An array of the file and where it goes; no value may lie outside the two ends. */
    private record Column(FeatureArray array, ArrayReader rows, double low, double high) {

        void next(int frame, float[] out) throws IOException {
            rows.next(out, array.offset());
            for (int i = array.offset(); i < array.offset() + array.columns(); i++) {
                if (!Float.isFinite(out[i])) {
                    throw new NpyFormatException(
                            "array " + array.name() + " is " + out[i] + " in frame " + frame);
                }
                if (out[i] < low || out[i] > high) {
                    throw new NpyFormatException(
                            String.format(
                                    Locale.ROOT,
                                    "array %s is %s in frame %d, outside %.3f..%.3f",
                                    array.name(),
                                    out[i],
                                    frame,
                                    low,
                                    high));
                }
            }
        }
    }

    /**
     * Opens a file that {@link FeatureWriter} or NumPy wrote, and checks what it says it holds.
     *
     * @throws NpyFormatException if it is damaged, an array is missing, or does not fit the spec
     * @throws IOException if it cannot be read
     */
    public static FeatureReader open(Path file) throws IOException {
        NpzReader npz = NpzReader.open(file);
        try {
            return new FeatureReader(npz);
        } catch (IOException e) {
            npz.close();
            throw e;
        }
    }

    private FeatureReader(NpzReader file) throws IOException {
        this.file = file;
        spec = spec(file.read(FeatureFile.SPEC).text());
        layout = FeatureArray.of(spec);
        for (FeatureArray array : layout) {
            try (ArrayReader rows = file.rows(array.name())) {
                check(array, rows);
            }
        }
    }

    private static FeatureSpec spec(String json) throws NpyFormatException {
        try {
            return SpecJson.read(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new NpyFormatException(
                    "its spec is not understood: " + e.getOriginalMessage().split("[;\n]", 2)[0],
                    e);
        } catch (IllegalArgumentException e) {
            throw new NpyFormatException("its spec is not understood: " + e.getMessage(), e);
        }
    }

    private void check(FeatureArray array, ArrayReader rows) throws NpyFormatException {
        String name = array.name();
        if (rows.shape().length != (array.flat() ? 1 : 2)) {
            throw new NpyFormatException(
                    "array " + name + " is " + rows + ", not " + array.shape());
        }
        if (rows.columns() != array.columns()) {
            throw new NpyFormatException(
                    name + " has " + rows.columns() + " columns, its spec says " + array.columns());
        }
        shapes.put(
                name, array.flat() ? List.of(rows.rows()) : List.of(rows.rows(), rows.columns()));
        if (rows.rows() != frames()) {
            throw new NpyFormatException(
                    name + " has " + rows.rows() + " frames, mfcc has " + frames());
        }
    }

    /** How the frames were made. */
    public FeatureSpec spec() {
        return spec;
    }

    /** How many frames. */
    public int frames() {
        return shapes.get("mfcc").get(0);
    }

    /** How long the frames last, in seconds: frames times hop. */
    public double durationSeconds() {
        return frames() / spec.framesPerSecond();
    }

    /** Names and shapes of the arrays that its spec has, in the file's order. */
    public Map<String, List<Integer>> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /**
     * The next frame's vector; what is beside it is not read.
     *
     * @param vector written, [vectorSize]
     * @return whether there was one
     * @throws NpyFormatException if a value is not finite or no pitch, or the file is damaged
     */
    public boolean next(float[] vector) throws IOException {
        if (vectors == null) {
            vectors = columns(true);
        }
        if (given == frames()) {
            return false;
        }
        for (Column column : vectors) {
            column.next(given, vector);
        }
        given++;
        return true;
    }

    /**
     * Reads all of every frame, from the first on, whatever {@link #next} has read.
     *
     * @throws NpyFormatException if a value is not finite or no pitch, or the file is damaged
     * @throws IOException if it cannot be read, or from the sink
     */
    public void readAll(FrameSink sink) throws IOException {
        float[] vector = new float[spec.vectorSize()];
        float[] mel = new float[spec.melBands()];
        float[] extras = new float[spec.extrasSize()];
        List<Column> columns = columns(false);
        for (int t = 0; t < frames(); t++) {
            for (Column column : columns) {
                column.next(t, column.array().in(vector, mel, extras));
            }
            sink.frame(vector, mel, extras);
        }
    }

    private List<Column> columns(boolean vectorsOnly) throws IOException {
        List<Column> columns = new ArrayList<>();
        for (FeatureArray array : layout) {
            if (array.source() == Source.VECTOR || !vectorsOnly) {
                columns.add(column(array));
            }
        }
        return columns;
    }

    private Column column(FeatureArray array) throws IOException {
        ArrayReader rows = file.rows(array.name());
        return switch (array.name()) {
            case "log_f0" ->
                    new Column(
                            array,
                            rows,
                            Math.log(spec.pitch().minHz()) - PITCH_ROOM,
                            Math.log(spec.pitch().maxHz()) + PITCH_ROOM);
            case "voicing", "band_voicing" -> new Column(array, rows, -SHARE_ROOM, 1 + SHARE_ROOM);
            default -> new Column(array, rows, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        };
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
