// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.timbrel.app.FrameCurves;
import org.timbrel.app.Keyframes;
import org.timbrel.app.LiveCurve;
import org.timbrel.app.TextureModel;
import org.timbrel.audio.io.encode.StreamFormat;
import org.timbrel.server.ServerSettings;
import org.timbrel.server.engine.Pace;
import org.timbrel.server.engine.Steering;
import org.timbrel.server.engine.StreamRequest;

/** Reads what clients ask for. */
final class TextureCall {

    /** What every stream has. */
    private static final List<String> COMMON =
            List.of(
                    "model",
                    "seed",
                    "condition",
                    "temperature",
                    "loudness_db",
                    "brightness_db_per_octave",
                    "duration_s",
                    "lead_s");

    private static final List<String> REQUEST =
            joined(COMMON, "response_format", "stream_format", "pace");

    private static final List<String> START = joined(COMMON, "type");

    private static final List<String> STEER =
            List.of(
                    "type",
                    "condition",
                    "temperature",
                    "loudness_db",
                    "brightness_db_per_octave",
                    "glide_s",
                    "at_s");

    private static final double DEFAULT_SECONDS = 10;

    private static final double DEFAULT_GLIDE = 0.5;

    /** Seeds of which JavaScript keeps every bit. */
    private static final long SEEDS = 1L << 53;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, TextureModel> models;
    private final ServerSettings settings;

    /**
     * A request whose answer is a body.
     *
     * @param events whether sound comes in server-sent events
     */
    record Streamed(StreamRequest request, StreamFormat format, boolean events) {}

    TextureCall(Map<String, TextureModel> models, ServerSettings settings) {
        this.models = models;
        this.settings = settings;
    }

    /** Reads the body of a POST. */
    Streamed streamed(ObjectNode json, String owner) {
        JsonFields fields = new JsonFields(json, REQUEST);
        List<String> formats =
                Arrays.stream(StreamFormat.values()).map(StreamFormat::label).toList();
        StreamFormat format = StreamFormat.named(fields.choice("response_format", formats));
        boolean events = fields.choice("stream_format", List.of("audio", "sse")).equals("sse");
        boolean fast = fields.choice("pace", List.of("fast", "realtime")).equals("fast");
        StreamRequest request =
                request(
                        fields,
                        owner,
                        seconds(fields)
                                .orElse(Math.min(DEFAULT_SECONDS, settings.maxDurationSeconds())),
                        fast ? Pace.FAST : Pace.REALTIME,
                        0.5,
                        false);
        return new Streamed(request, format, events);
    }

    /** Reads a live socket's first message. */
    StreamRequest live(ObjectNode json, String owner) {
        JsonFields fields = new JsonFields(json, START);
        return request(
                fields,
                owner,
                seconds(fields).orElse(Double.POSITIVE_INFINITY),
                Pace.REALTIME,
                0.25,
                true);
    }

    /** Reads how a live stream is to change. */
    Steering steering(ObjectNode json, TextureModel model) {
        JsonFields fields = new JsonFields(json, STEER);
        return new Steering(
                fields.node("condition")
                        .map(node -> CurveField.shares("condition", node, model))
                        .orElse(null),
                fields.number("loudness_db", FrameCurves.LEAST_LOUDNESS, FrameCurves.MOST_LOUDNESS)
                        .orElse(null),
                fields.number(
                                "brightness_db_per_octave",
                                -FrameCurves.MOST_BRIGHTNESS,
                                FrameCurves.MOST_BRIGHTNESS)
                        .orElse(null),
                temperature(fields).map(Double::floatValue).orElse(null),
                fields.number("glide_s", 0, Steering.MOST_GLIDE).orElse(DEFAULT_GLIDE),
                fields.number("at_s", 0, CurveField.MOST_SECONDS).orElse(null));
    }

    private StreamRequest request(
            JsonFields fields, String owner, double seconds, Pace pace, double lead, boolean live) {
        String name = fields.text("model").orElse(models.keySet().iterator().next());
        TextureModel model = models.get(name);
        if (model == null) {
            throw Problem.invalid(
                    "model",
                    "there is no such model; there are: " + String.join(", ", models.keySet()));
        }
        return new StreamRequest(
                owner,
                name,
                fields.integer("seed").orElseGet(() -> RANDOM.nextLong(SEEDS)),
                temperature(fields).orElse(1.0).floatValue(),
                new LiveCurve(sounds(fields, model)),
                new LiveCurve(
                        numbers(
                                fields,
                                "loudness_db",
                                FrameCurves.LEAST_LOUDNESS,
                                FrameCurves.MOST_LOUDNESS)),
                new LiveCurve(
                        numbers(
                                fields,
                                "brightness_db_per_octave",
                                -FrameCurves.MOST_BRIGHTNESS,
                                FrameCurves.MOST_BRIGHTNESS)),
                seconds,
                pace,
                fields.number("lead_s", 0, StreamRequest.MOST_LEAD).orElse(lead),
                live);
    }

    /** None: the first sound alone. */
    private Keyframes sounds(JsonFields fields, TextureModel model) {
        return fields.node("condition")
                .map(node -> CurveField.sounds("condition", node, model, settings.maxKeyframes()))
                .orElseGet(
                        () -> {
                            double[] first = new double[Math.max(1, model.sounds().size())];
                            first[0] = 1;
                            return constant(first);
                        });
    }

    private Keyframes numbers(JsonFields fields, String name, double least, double most) {
        return fields.node(name)
                .map(node -> CurveField.numbers(name, node, least, most, settings.maxKeyframes()))
                .orElseGet(() -> constant(0));
    }

    private static Keyframes constant(double... values) {
        return new Keyframes(List.of(new Keyframes.Point(0, values)));
    }

    private static Optional<Double> temperature(JsonFields fields) {
        return fields.number("temperature", 0, StreamRequest.MOST_TEMPERATURE);
    }

    private Optional<Double> seconds(JsonFields fields) {
        Optional<Double> seconds = fields.number("duration_s", 0, settings.maxDurationSeconds());
        if (seconds.isPresent() && seconds.get() == 0) {
            throw Problem.invalid("duration_s", "0 is not above 0");
        }
        return seconds;
    }

    private static List<String> joined(List<String> names, String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }
}
