// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import org.timbrel.app.TextureModel;
import org.timbrel.server.engine.LiveTexture;
import org.timbrel.server.engine.StreamRequest;
import org.timbrel.server.engine.TextureEngine;

/** Models and streams as clients see them. */
final class Listing {

    private final TextureEngine engine;

    Listing(TextureEngine engine) {
        this.engine = engine;
    }

    ObjectNode models() {
        ObjectNode json = Wire.object();
        ArrayNode models = json.putArray("models");
        engine.models().keySet().forEach(name -> models.add(model(name)));
        return json;
    }

    /**
     * @throws Problem if there is no such model
     */
    ObjectNode model(String name) {
        Map<String, TextureModel> models = engine.models();
        TextureModel model = models.get(name);
        if (model == null) {
            throw new Problem(
                    ProblemType.NOT_FOUND,
                    "there is no such model; there are: " + String.join(", ", models.keySet()));
        }
        ObjectNode json = Wire.object();
        json.put("id", name);
        ArrayNode sounds = json.putArray("sounds");
        model.sounds().forEach(sounds::add);
        json.put("sample_rate_hz", model.spec().sampleRateHz());
        json.put("frames_per_second", model.spec().framesPerSecond());
        json.put("parameters", model.parameters());
        json.put("default", name.equals(models.keySet().iterator().next()));
        return json;
    }

    /** The streams of one owner, and how busy the server is. */
    ObjectNode streams(String owner) {
        ObjectNode json = Wire.object();
        ArrayNode streams = json.putArray("streams");
        engine.streams().stream()
                .filter(texture -> texture.request().owner().equals(owner))
                .forEach(texture -> streams.add(stream(texture)));
        json.put("slots", engine.settings().slots());
        json.put("running", engine.running());
        json.put("waiting", engine.waiting());
        return json;
    }

    /**
     * @throws Problem if there is no such stream, or it is another's: one cannot tell which
     */
    LiveTexture find(String id, String owner) {
        return engine.find(id)
                .filter(texture -> texture.request().owner().equals(owner))
                .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND, "you have no such stream"));
    }

    static ObjectNode stream(LiveTexture texture) {
        StreamRequest request = texture.request();
        ObjectNode json = Wire.object();
        json.put("id", texture.id());
        json.put("model", request.model());
        json.put("seed", request.seed());
        json.put("state", lower(texture.state()));
        json.put("pace", lower(request.pace()));
        json.put("live", request.live());
        json.put("made_s", texture.secondsMade());
        json.put("taken_s", texture.secondsTaken());
        json.put("started_at", texture.requestedAt().toString());
        return json;
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
