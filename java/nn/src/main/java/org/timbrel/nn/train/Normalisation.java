// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/**
 * Brings every dimension of a frame to mean 0 and variance 1, as the training part has them, and
 * back; and knows the range that the training part covers. A constant dimension becomes 0.
 */
public final class Normalisation {

    /** A variance counts as at least this part of the average over all dimensions. */
    private static final double VARIANCE_FLOOR = 1e-6;

    /** And a deviation as at least this part of the mean: rounding of floats is no signal. */
    private static final double RELATIVE_FLOOR = 1e-5;

    private final float[] mean;
    private final float[] deviation;
    private final float[] min;
    private final float[] max;

    private Normalisation(float[] mean, float[] deviation, float[] min, float[] max) {
        this.mean = mean;
        this.deviation = deviation;
        this.min = min;
        this.max = max;
    }

    /**
     * Measured over spans of at least one frame.
     *
     * @param scale whether to normalise; otherwise values stay as they are and only the range is
     *     taken
     */
    static Normalisation fit(List<Span> spans, int framesPerStep, boolean scale) {
        int dims = spans.get(0).source().dims();
        double[] sum = new double[dims];
        double[] squares = new double[dims];
        float[] min = filled(dims, Float.POSITIVE_INFINITY);
        float[] max = filled(dims, Float.NEGATIVE_INFINITY);
        long frames = 0;
        for (Span span : spans) {
            frames += (long) span.steps() * framesPerStep;
            forEachValue(
                    span,
                    framesPerStep,
                    (d, value) -> {
                        sum[d] += value;
                        min[d] = Math.min(min[d], value);
                        max[d] = Math.max(max[d], value);
                    });
        }
        float[] mean = new float[dims];
        float[] deviation = filled(dims, 1);
        if (scale) {
            for (int d = 0; d < dims; d++) {
                mean[d] = (float) (sum[d] / frames);
            }
            for (Span span : spans) {
                forEachValue(
                        span,
                        framesPerStep,
                        (d, value) -> {
                            double distance = (double) value - mean[d];
                            squares[d] += distance * distance;
                        });
            }
            double average = Arrays.stream(squares).sum() / dims / frames;
            for (int d = 0; d < dims; d++) {
                double variance = Math.max(squares[d] / frames, VARIANCE_FLOOR * average);
                double floored = Math.max(Math.sqrt(variance), RELATIVE_FLOOR * Math.abs(mean[d]));
                deviation[d] = floored > 0 ? (float) floored : 1;
            }
        }
        return new Normalisation(mean, deviation, min, max);
    }

    /** Takes one value of a dimension. */
    private interface ValueSink {
        void take(int dim, float value);
    }

    private static void forEachValue(Span span, int framesPerStep, ValueSink sink) {
        int dims = span.source().dims();
        float[] values = span.source().values();
        int at = span.firstFrame() * dims;
        for (int frame = span.steps() * framesPerStep; frame > 0; frame--) {
            for (int d = 0; d < dims; d++) {
                sink.take(d, values[at++]);
            }
        }
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    /** D. */
    public int dims() {
        return mean.length;
    }

    /** The mean of dimension {@code d}. */
    public float mean(int d) {
        return mean[d];
    }

    /**
     * What a distance of 1 between normalised values of dimension {@code d} stands for; above 0.
     */
    public float deviation(int d) {
        return deviation[d];
    }

    /** The least value of dimension {@code d} in the training part, not normalised. */
    public float min(int d) {
        return min[d];
    }

    /** The greatest value of dimension {@code d} in the training part, not normalised. */
    public float max(int d) {
        return max[d];
    }

    /** A value of dimension {@code d} as the network sees it. */
    public float normalised(int d, float value) {
        return (value - mean[d]) / deviation[d];
    }

    /** A value of dimension {@code d} as the file had it. */
    public float restored(int d, float normalised) {
        return normalised * deviation[d] + mean[d];
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        put(json, "mean", mean);
        put(json, "deviation", deviation);
        put(json, "min", min);
        put(json, "max", max);
        return json;
    }

    /** As doubles, which hold every float exactly and are read back without a second rounding. */
    private static void put(ObjectNode json, String field, float[] values) {
        ArrayNode array = json.putArray(field);
        for (float value : values) {
            array.add((double) value);
        }
    }

    /**
     * @throws IllegalArgumentException if {@code json} is not what {@link #toJson} gives
     */
    static Normalisation fromJson(JsonNode json) {
        int dims = json.path("mean").size();
        Normalisation read =
                new Normalisation(
                        floats(json, "mean", dims),
                        floats(json, "deviation", dims),
                        floats(json, "min", dims),
                        floats(json, "max", dims));
        for (int d = 0; d < dims; d++) {
            if (!(read.deviation[d] > 0) || !(read.min[d] <= read.max[d])) {
                throw new IllegalArgumentException(
                        "dimension %d has deviation %s, minimum %s and maximum %s"
                                .formatted(d, read.deviation[d], read.min[d], read.max[d]));
            }
        }
        return read;
    }

    private static float[] floats(JsonNode json, String field, int dims) {
        JsonNode array = json.path(field);
        if (!array.isArray() || array.size() != dims || dims == 0) {
            throw new IllegalArgumentException(
                    "%s is not an array of %d numbers".formatted(field, dims));
        }
        float[] values = new float[dims];
        for (int d = 0; d < dims; d++) {
            values[d] = (float) array.get(d).asDouble(Double.NaN);
            if (!Float.isFinite(values[d])) {
                throw new IllegalArgumentException(
                        "%s holds %s at %d".formatted(field, array.get(d), d));
            }
        }
        return values;
    }
}
