// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.timbrel.server.ServerSettings;
import org.timbrel.server.engine.EndReason;
import org.timbrel.server.engine.TextureEngine;

/** What there is under which path. */
final class Api {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private static final String LIVE = "/v1/textures/live";

    private final TextureEngine engine;
    private final Metrics metrics;
    private final OpenAnswers answers;
    private final Listing listing;
    private final TextureCall calls;
    private final PageFiles page = new PageFiles();
    private final byte[] openApi = resource("/org/timbrel/server/openapi.json");

    Api(TextureEngine engine, ServerSettings settings, Metrics metrics, OpenAnswers answers) {
        this.engine = engine;
        this.answers = answers;
        this.metrics = metrics;
        listing = new Listing(engine);
        calls = new TextureCall(engine.models(), settings);
    }

    TextureCall calls() {
        return calls;
    }

    private static byte[] resource(String name) {
        try (InputStream in = Api.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void register(RoutesConfig routes, LiveSockets live) {
        routes.post("/v1/audio/textures", new TextureRoute(engine, calls, answers));
        routes.get("/v1/models", ctx -> Exchange.json(ctx, listing.models()));
        routes.get(
                "/v1/models/{id}", ctx -> Exchange.json(ctx, listing.model(ctx.pathParam("id"))));
        routes.get("/v1/streams", ctx -> Exchange.json(ctx, listing.streams(owner(ctx))));
        routes.get(
                "/v1/streams/{id}",
                ctx ->
                        Exchange.json(
                                ctx,
                                Listing.stream(listing.find(ctx.pathParam("id"), owner(ctx)))));
        routes.delete("/v1/streams/{id}", this::cancel);
        routes.post("/v1/drain", this::drain);
        routes.get(LIVE, Api::withoutUpgrade);
        routes.ws(LIVE, live::register);
        routes.get("/health/live", ctx -> Exchange.json(ctx, status("live")));
        routes.get("/health/ready", this::ready);
        routes.get("/metrics", ctx -> ctx.contentType(PROMETHEUS).result(metrics.scrape()));
        routes.get("/openapi.json", ctx -> ctx.contentType("application/json").result(openApi));
        routes.get("/", page::index);
        routes.get("/page/{file}", page::file);
        routes.exception(Problem.class, (problem, ctx) -> Exchange.problem(ctx, problem));
        routes.exception(HttpResponseException.class, Api::refused);
        routes.exception(Exception.class, Api::failed);
    }

    private static String owner(Context ctx) {
        return Exchange.caller(ctx).name();
    }

    private void cancel(Context ctx) {
        listing.find(ctx.pathParam("id"), owner(ctx)).cancel(EndReason.CANCELLED);
        ctx.status(204);
    }

    private void drain(Context ctx) {
        if (!Exchange.caller(ctx).operator()) {
            throw new Problem(
                    ProblemType.FORBIDDEN,
                    "an operator's key is needed, or none from this machine");
        }
        engine.drain();
        ctx.status(202);
        Exchange.json(ctx, status("draining"));
    }

    private void ready(Context ctx) {
        if (engine.failure().isPresent()) {
            throw new Problem(
                    ProblemType.DEVICE_FAILED, "why is in the server's log; start it anew");
        }
        if (engine.draining()) {
            throw new Problem(ProblemType.DRAINING, "no more streams are taken");
        }
        Exchange.json(ctx, status("ready"));
    }

    private static void withoutUpgrade(Context ctx) {
        Exchange.problem(
                ctx,
                new Problem(
                        ProblemType.UPGRADE_REQUIRED,
                        "open a WebSocket here, with the subprotocol " + Guard.SUBPROTOCOL));
        ctx.header("Upgrade", "websocket");
    }

    private static ObjectNode status(String status) {
        return Wire.object().put("status", status);
    }

    /** What Javalin itself refuses. */
    private static void refused(HttpResponseException e, Context ctx) {
        ProblemType type = ProblemType.ofStatus(e.getStatus());
        String allow = e.getDetails().get("availableMethods");
        String detail =
                switch (type) {
                    case NOT_FOUND -> "there is nothing here; /openapi.json tells what there is";
                    case METHOD_NOT_ALLOWED ->
                            "%s is none of: %s".formatted(ctx.req().getMethod(), allow);
                    default -> e.getMessage();
                };
        Exchange.problem(ctx, new Problem(type, detail));
        if (allow != null) {
            ctx.header("Allow", allow);
        }
    }

    private static void failed(Exception e, Context ctx) {
        if (e instanceof InterruptedException) {
            Exchange.problem(ctx, new Problem(ProblemType.DRAINING, "the server is shutting down"));
            return;
        }
        Failures.log(ctx.req().getMethod() + " " + ctx.path(), e);
        Exchange.problem(
                ctx,
                new Problem(ProblemType.INTERNAL_ERROR, "what went wrong is in the server's log"));
    }
}
