// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.timbrel.app.TextureModel;
import org.timbrel.server.engine.EndReason;
import org.timbrel.server.engine.LiveTexture;
import org.timbrel.server.engine.Steering;
import org.timbrel.server.engine.StreamEndedException;
import org.timbrel.server.engine.StreamRequest;
import org.timbrel.server.engine.TextureEngine;

/**
 * One live socket: what its client says. The first message starts a stream, whose sound a {@link
 * LivePlayer} sends; the others steer it, and each gets one answer, in their order.
 */
final class LiveSession {

    private final TextureEngine engine;
    private final TextureCall calls;
    private final LiveOutput output;
    private final OpenAnswers answers;
    private final String owner;
    private final MessageRate rate;
    private LivePlayer player;
    private boolean over;

    LiveSession(
            TextureEngine engine,
            TextureCall calls,
            LiveOutput output,
            OpenAnswers answers,
            String owner) {
        this.engine = engine;
        this.calls = calls;
        this.output = output;
        this.answers = answers;
        this.owner = owner;
        rate = new MessageRate(output.settings().wsMessagesPerSecond());
    }

    /** What the client says. */
    synchronized void message(String text) {
        if (over) {
            return;
        }
        if (!rate.take()) {
            end(
                    new Problem(
                            ProblemType.TOO_MANY_MESSAGES,
                            "more than %d a second"
                                    .formatted(output.settings().wsMessagesPerSecond())));
            return;
        }
        try {
            ObjectNode json = Wire.read(text);
            String type = JsonFields.text("type", json.path("type"));
            if (player == null) {
                start(type, json);
            } else {
                goOn(type, json);
            }
        } catch (Problem problem) {
            if (player == null) {
                end(problem);
            } else {
                answer(LiveMessages.problem(problem, output.path()));
            }
        }
    }

    private void start(String type, ObjectNode json) {
        if (!type.equals("start")) {
            throw Problem.invalid("type", "the first message is a start, not a " + type);
        }
        StreamRequest request = calls.live(json, owner);
        player = new LivePlayer(engine, request, output, answers);
        player.start();
    }

    private void goOn(String type, ObjectNode json) {
        switch (type) {
            case "stop" -> player.stop();
            case "steer" -> steer(json);
            case "start" -> throw Problem.invalid("type", "it is started already");
            default ->
                    throw Problem.invalid(
                            "type", "'%s' is none of: start, steer, stop".formatted(type));
        }
    }

    private void steer(ObjectNode json) {
        LiveTexture texture = player.texture();
        if (texture == null) {
            throw Problem.invalid("type", "it is not started yet: steer after 'started'");
        }
        TextureModel model = engine.models().get(texture.request().model());
        Steering steering = calls.steering(json, model);
        try {
            // Nothing changes within a frame.
            double glide = Math.max(steering.glideSeconds(), 1 / model.spec().framesPerSecond());
            answer(LiveMessages.steered(texture.steer(steering), glide));
        } catch (StreamEndedException e) {
            throw Admitted.ended(e);
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemType.INVALID_VALUE, e.getMessage());
        }
    }

    private void answer(ObjectNode answer) {
        if (!output.answer(answer)) {
            end(new Problem(ProblemType.TOO_MANY_MESSAGES, "you ask, but do not listen"));
        }
    }

    /** A client that says nothing has the socket for so long. */
    synchronized void requireStart(double seconds) {
        if (player == null) {
            refuse(
                    StatusCode.POLICY_VIOLATION,
                    "no start within %s s".formatted(Math.round(seconds)));
        }
    }

    synchronized void refuse(int code, String reason) {
        if (!over) {
            over = true;
            output.close(code, reason);
            leave();
        }
    }

    private void end(Problem problem) {
        over = true;
        output.close(
                LiveMessages.problem(problem, output.path()),
                StatusCode.POLICY_VIOLATION,
                problem.getMessage());
        leave();
    }

    /** The socket is closed. */
    synchronized void gone() {
        over = true;
        leave();
    }

    private void leave() {
        if (player != null) {
            player.leave(EndReason.CLOSED);
        }
    }
}
