// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.timbrel.server.engine.LiveTexture;

/** What a live socket tells its client. */
final class LiveMessages {

    private LiveMessages() {}

    private static ObjectNode message(String type) {
        return Wire.object().put("type", type);
    }

    static ObjectNode started(Admitted admitted, List<String> sounds) {
        LiveTexture texture = admitted.texture();
        ObjectNode started = message("started");
        started.put("id", texture.id());
        started.put("seed", texture.request().seed());
        started.put("model", texture.request().model());
        started.put("sample_rate_hz", texture.sampleRateHz());
        started.put("channels", 1);
        started.put("encoding", "s16le");
        ArrayNode names = started.putArray("sounds");
        sounds.forEach(names::add);
        started.put("queued_s", admitted.queueSeconds());
        return started;
    }

    static ObjectNode steered(double atSeconds, double glideSeconds) {
        return message("steered").put("at_s", atSeconds).put("glide_s", glideSeconds);
    }

    /**
     * @param sentSeconds of sound
     */
    static ObjectNode state(LiveTexture texture, double sentSeconds) {
        return message("state")
                .put("made_s", texture.secondsMade())
                .put("sent_s", sentSeconds)
                .put("state", Listing.lower(texture.state()));
    }

    static ObjectNode done(double seconds) {
        return message("done").put("seconds", seconds);
    }

    /** A problem whose type is called {@code problem_type}: {@code type} is the message's. */
    static ObjectNode problem(Problem problem, String path) {
        ObjectNode json = problem.json(path);
        String type = json.get("type").textValue();
        ObjectNode message = message("problem");
        message.put("problem_type", type);
        json.remove("type");
        message.setAll(json);
        return message;
    }
}
