// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.timbrel.audio.io.encode.SoundEncoder;
import org.timbrel.audio.io.encode.StreamFormat;
import org.timbrel.server.engine.EndReason;
import org.timbrel.server.engine.LiveTexture;
import org.timbrel.server.engine.StreamEndedException;
import org.timbrel.server.engine.StreamRequest;
import org.timbrel.server.engine.TextureEngine;

/**
 * Plays a stream into a live socket, on a thread of its own: waits for a slot, and for the client
 * to take what it is sent.
 */
final class LivePlayer {

    /** Of one message: 40 ms. */
    private static final int BLOCKS_PER_SECOND = 25;

    private static final long STATE_NANOS = 500_000_000;

    private final TextureEngine engine;
    private final StreamRequest request;
    private final LiveOutput output;
    private final OpenAnswers answers;
    private final Thread thread = new Thread(this::run, "timbrel-live");
    private volatile LiveTexture texture;
    private volatile boolean stopped;
    private volatile boolean left;
    private long samples;

    LivePlayer(
            TextureEngine engine, StreamRequest request, LiveOutput output, OpenAnswers answers) {
        this.engine = engine;
        this.request = request;
        this.output = output;
        this.answers = answers;
        thread.setDaemon(true);
    }

    void start() {
        answers.begin();
        thread.start();
    }

    /** The stream; null while it waits for its slot. */
    LiveTexture texture() {
        return texture;
    }

    /** Ends the stream as if it had come to its end. */
    void stop() {
        stopped = true;
        leave(EndReason.CLOSED);
    }

    /** Ends the stream: it is not heard any more. Idempotent; from any thread. */
    void leave(EndReason reason) {
        left = true;
        LiveTexture playing = texture;
        if (playing == null) {
            thread.interrupt();
        } else {
            playing.cancel(reason);
        }
    }

    private void run() {
        try {
            try (LiveTexture opened = open()) {
                play(opened);
            }
            done();
        } catch (StreamEndedException e) {
            ended(e);
        } catch (Problem problem) {
            refused(problem);
        } catch (InterruptedException e) {
            done();
        } catch (IOException e) {
            // The client went away: there is nobody to tell.
            output.close(StatusCode.SHUTDOWN, "");
        } catch (RuntimeException e) {
            Failures.log("a live stream", e);
            output.close(StatusCode.SERVER_ERROR, ProblemType.INTERNAL_ERROR.title());
        } finally {
            answers.end();
        }
    }

    private LiveTexture open() throws IOException, InterruptedException {
        Admitted admitted = Admitted.of(engine, request);
        texture = admitted.texture();
        if (left) {
            // Between the slot and the line above nobody could tell it.
            texture.cancel(EndReason.CLOSED);
        }
        List<String> sounds = engine.models().get(request.model()).sounds();
        try {
            output.send(LiveMessages.started(admitted, sounds));
        } catch (IOException | InterruptedException e) {
            texture.close();
            throw e;
        }
        return texture;
    }

    private void play(LiveTexture playing)
            throws IOException, InterruptedException, StreamEndedException {
        int rate = playing.sampleRateHz();
        float[] block = new float[rate / BLOCKS_PER_SECOND];
        long told = System.nanoTime();
        try (SoundEncoder encoder = SoundEncoder.open(StreamFormat.PCM, rate)) {
            int count = playing.read(block, 0, block.length);
            while (count >= 0) {
                output.send(encoder.encode(block, 0, count));
                samples += count;
                output.sendAnswers();
                if (System.nanoTime() - told >= STATE_NANOS) {
                    told = System.nanoTime();
                    output.send(LiveMessages.state(playing, seconds()));
                }
                count = playing.read(block, 0, block.length);
            }
        }
    }

    private double seconds() {
        LiveTexture playing = texture;
        return playing == null ? 0 : (double) samples / playing.sampleRateHz();
    }

    private void done() {
        if (left && !stopped) {
            return;
        }
        output.end(LiveMessages.done(seconds()), StatusCode.NORMAL, "");
    }

    private void ended(StreamEndedException e) {
        if (left) {
            done();
            return;
        }
        int code =
                switch (e.reason()) {
                    case DRAINED -> StatusCode.SHUTDOWN;
                    case STALLED -> StatusCode.POLICY_VIOLATION;
                    case FAILED -> StatusCode.SERVER_ERROR;
                    default -> StatusCode.NORMAL;
                };
        close(Admitted.ended(e), code);
    }

    private void refused(Problem problem) {
        int code =
                switch (problem.type()) {
                    case DRAINING -> StatusCode.SHUTDOWN;
                    case DEVICE_FAILED -> StatusCode.SERVER_ERROR;
                    case QUEUE_FULL, QUEUE_TIMEOUT, OWNER_LIMIT -> StatusCode.TRY_AGAIN_LATER;
                    default -> StatusCode.POLICY_VIOLATION;
                };
        close(problem, code);
    }

    private void close(Problem problem, int code) {
        output.end(LiveMessages.problem(problem, output.path()), code, problem.getMessage());
    }
}
