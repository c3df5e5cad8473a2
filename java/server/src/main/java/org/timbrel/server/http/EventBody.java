// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.timbrel.audio.io.encode.StreamFormat;
import org.timbrel.server.engine.LiveTexture;
import org.timbrel.server.http.TextureCall.Streamed;

/** Sound in server-sent events: {@code start}, {@code audio} and again, {@code done}. */
final class EventBody implements SoundBody {

    private final OutputStream out;
    private final Streamed call;
    private final LiveTexture texture;
    private boolean started;

    EventBody(OutputStream out, Streamed call, LiveTexture texture) {
        this.out = out;
        this.call = call;
        this.texture = texture;
    }

    @Override
    public void sound(byte[] sound, long samples) throws IOException {
        if (!started) {
            started = true;
            send("start", start());
        }
        if (sound.length > 0) {
            ObjectNode audio = Wire.object();
            audio.put("at_s", seconds(samples));
            audio.put("audio", Base64.getEncoder().encodeToString(sound));
            send("audio", audio);
        }
    }

    private ObjectNode start() {
        StreamFormat format = call.format();
        ObjectNode start = Wire.object();
        start.put("id", texture.id());
        start.put("seed", call.request().seed());
        start.put("model", call.request().model());
        start.put("sample_rate_hz", format.sampleRateHz(texture.sampleRateHz()));
        start.put("channels", 1);
        start.put("response_format", format.label());
        return start;
    }

    @Override
    public void done(long samples) throws IOException {
        ObjectNode done = Wire.object();
        done.put("seconds", seconds(samples));
        send("done", done);
    }

    @Override
    public boolean problem(ObjectNode problem) throws IOException {
        send("problem", problem);
        return true;
    }

    private double seconds(long samples) {
        return (double) samples / texture.sampleRateHz();
    }

    private void send(String event, ObjectNode data) throws IOException {
        String text = "event: " + event + "\ndata: " + Wire.text(data) + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
