// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.timbrel.audio.io.encode.SoundEncoder;
import org.timbrel.audio.io.encode.StreamFormat;
import org.timbrel.server.engine.LiveTexture;
import org.timbrel.server.engine.StreamEndedException;
import org.timbrel.server.engine.TextureEngine;
import org.timbrel.server.http.TextureCall.Streamed;

/**
 * {@code POST /v1/audio/textures}: answers when the first sound is there, so that a stream that
 * cannot begin has a status of its own, and then goes on chunk by chunk. One that cannot go on ends
 * without the end of its body.
 */
final class TextureRoute implements Handler {

    /** Of a write; listeners at {@code realtime} get fewer. */
    private static final int BLOCK_SAMPLES = 8192;

    private final TextureEngine engine;
    private final TextureCall calls;
    private final OpenAnswers answers;

    TextureRoute(TextureEngine engine, TextureCall calls, OpenAnswers answers) {
        this.engine = engine;
        this.calls = calls;
        this.answers = answers;
    }

    @Override
    public void handle(Context ctx) throws IOException, InterruptedException {
        Streamed call = calls.streamed(Exchange.body(ctx), Exchange.caller(ctx).name());
        answers.begin();
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(ctx.req()),
                failure -> answers.end());
        Admitted admitted = Admitted.of(engine, call.request());
        try (LiveTexture texture = admitted.texture();
                SoundEncoder encoder = SoundEncoder.open(call.format(), texture.sampleRateHz())) {
            float[] samples = new float[BLOCK_SAMPLES];
            int count;
            try {
                count = texture.read(samples, 0, samples.length);
            } catch (StreamEndedException e) {
                throw Admitted.ended(e);
            }
            begin(ctx.res(), call, admitted);
            SoundBody body =
                    call.events()
                            ? new EventBody(ctx.res().getOutputStream(), call, texture)
                            : new PlainBody(ctx.res().getOutputStream());
            stream(ctx, texture, encoder, body, samples, count);
        }
    }

    private static void stream(
            Context ctx,
            LiveTexture texture,
            SoundEncoder encoder,
            SoundBody body,
            float[] samples,
            int first)
            throws IOException, InterruptedException {
        try {
            byte[] header = encoder.header();
            long read = 0;
            for (int count = first; count >= 0; count = texture.read(samples, 0, samples.length)) {
                byte[] sound = Bytes.joined(header, encoder.encode(samples, 0, count));
                header = Bytes.NONE;
                body.sound(sound, read);
                read += count;
            }
            body.sound(Bytes.joined(header, encoder.finish()), read);
            body.done(read);
        } catch (StreamEndedException e) {
            if (!body.problem(Admitted.ended(e).json(ctx.path()))) {
                Exchange.cut(ctx);
            }
        } catch (IOException e) {
            // The listener went away: there is nobody to tell.
            Exchange.cut(ctx);
        }
    }

    private static void begin(HttpServletResponse response, Streamed call, Admitted admitted) {
        LiveTexture texture = admitted.texture();
        StreamFormat format = call.format();
        response.setStatus(200);
        response.setContentType(
                call.events() ? "text/event-stream; charset=utf-8" : format.contentType());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Stream-Id", texture.id());
        response.setHeader("X-Seed", Long.toString(call.request().seed()));
        response.setHeader("X-Model", call.request().model());
        response.setIntHeader("X-Sample-Rate", format.sampleRateHz(texture.sampleRateHz()));
        response.setIntHeader("X-Channels", 1);
        if (format.bitDepth() > 0) {
            response.setIntHeader("X-Bit-Depth", format.bitDepth());
        }
        // Proxies such as nginx would gather the chunks.
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader(
                "Server-Timing",
                String.format(Locale.ROOT, "queue;dur=%.1f", admitted.queueSeconds() * 1000));
    }
}
