// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.timbrel.server.ServerSettings;
import org.timbrel.server.engine.TextureEngine;

/** The document says what the server does. */
final class OpenApiTest {

    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private static RunningServer server;
    private static ObjectNode document;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningServer(null, Map.of("slots", 1, "max_queue", 0));
        document = (ObjectNode) RunningServer.json(server.get("/openapi.json"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** One of the document's, as JSON Schema has it. */
    private static JsonSchema schema(String name) throws IOException {
        String all = document.at("/components/schemas").toString();
        ObjectNode root = RunningServer.JSON.createObjectNode();
        root.put("$ref", "#/$defs/" + name);
        root.set(
                "$defs",
                RunningServer.JSON.readTree(all.replace("#/components/schemas/", "#/$defs/")));
        return SCHEMAS.getSchema(root);
    }

    /** What is wrong with a value by a schema of the document. */
    private static void requireValid(String schema, JsonNode value) throws IOException {
        Set<ValidationMessage> wrong = schema(schema).validate(value);
        assertTrue(wrong.isEmpty(), () -> schema + ": " + wrong + " in " + value);
    }

    private static void requireInvalid(String schema, String value) throws IOException {
        Set<ValidationMessage> wrong = schema(schema).validate(RunningServer.JSON.readTree(value));
        assertTrue(!wrong.isEmpty(), () -> schema + " takes " + value);
    }

    @Test
    void namesTheRoutesThatThereAre() {
        Set<String> written = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                method ->
                                                        written.add(method + " " + path.getKey())));
        assertEquals(registered(), written);
    }

    private static Set<String> registered() {
        TextureEngine engine = server.server().engine();
        OpenAnswers answers = new OpenAnswers();
        Api api = new Api(engine, ServerSettings.DEFAULTS, new Metrics(), answers);
        LiveSockets live =
                new LiveSockets(engine, api.calls(), ServerSettings.DEFAULTS, answers, null);
        return Javalin.create(config -> api.register(config.routes, live))
                .unsafe
                .internalRouter
                .allHttpHandlers()
                .stream()
                .map(route -> route.endpoint)
                .map(route -> route.method.name().toLowerCase(Locale.ROOT) + " " + route.path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void knowsAllProblems() {
        Set<String> written = new TreeSet<>();
        document.at("/components/schemas/Problem/properties/type/enum")
                .forEach(type -> written.add(type.textValue()));
        Set<String> there =
                Arrays.stream(ProblemType.values())
                        .map(ProblemType::uri)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(there, written);
    }

    @Test
    void answersFitTheirSchemas() throws Exception {
        requireValid("Models", RunningServer.json(server.get("/v1/models")));
        requireValid("Model", RunningServer.json(server.get("/v1/models/rain")));
        requireValid("Status", RunningServer.json(server.get("/health/live")));
        requireValid("Status", RunningServer.json(server.get("/health/ready")));
        var playing = server.stream("{\"duration_s\":60,\"pace\":\"realtime\"}");
        JsonNode streams = RunningServer.json(server.get("/v1/streams"));
        assertEquals(1, streams.get("streams").size());
        requireValid("Streams", streams);
        String path = "/v1/streams/" + playing.headers().firstValue("X-Stream-Id").orElseThrow();
        requireValid("Stream", RunningServer.json(server.get(path)));
        HttpResponse<byte[]> full = server.sound("{}");
        assertEquals(429, full.statusCode());
        requireValid("Problem", RunningServer.JSON.readTree(full.body()));
        requireValid("Problem", RunningServer.json(server.get("/nope")));
        requireValid(
                "Problem",
                RunningServer.json(server.send("POST", "/v1/audio/textures", "{\"a\":1}")));
        server.send("DELETE", path, null);
        playing.body().close();
        assertTrue(server.becomesIdle(5));
    }

    @Test
    void eventsFitTheirSchemas() throws Exception {
        String body =
                new String(
                        server.sound("{\"duration_s\":0.3,\"stream_format\":\"sse\"}").body(),
                        StandardCharsets.UTF_8);
        for (String event : body.strip().split("\n\n", -1)) {
            String[] lines = event.split("\n", -1);
            String name = lines[0].substring("event: ".length());
            String schema = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Event";
            requireValid(
                    schema, RunningServer.JSON.readTree(lines[1].substring("data: ".length())));
        }
    }

    @Test
    void messagesFitTheirSchemas() throws Exception {
        LiveClient client = new LiveClient(server);
        client.say("{\"type\":\"start\"}");
        requireValid("LiveStarted", client.next("started"));
        client.say("{\"type\":\"steer\",\"loudness_db\":-6}");
        requireValid("LiveSteered", client.next("steered"));
        client.say("{\"type\":\"steer\",\"loudness_db\":-600}");
        requireValid("LiveProblem", client.next("problem"));
        requireValid("LiveState", client.next("state"));
        client.say("{\"type\":\"stop\"}");
        requireValid("LiveDone", client.next("done"));
        assertEquals(1000, client.closeCode());
        assertTrue(server.becomesIdle(5));
    }

    /** What the document gives as requests, the server takes, and the schema too. */
    @Test
    void examplesAreTaken() throws Exception {
        JsonNode examples =
                document.at(
                        "/paths/~1v1~1audio~1textures/post/requestBody/content/application~1json/examples");
        for (Map.Entry<String, JsonNode> example : examples.properties()) {
            JsonNode value = example.getValue().get("value");
            requireValid("TextureRequest", value);
            if (value.has("condition")) {
                // The shipped rain alone has no sounds to mix.
                continue;
            }
            var answer = server.stream(value.toString());
            assertEquals(200, answer.statusCode(), example.getKey());
            answer.body().close();
            assertTrue(server.becomesIdle(5));
        }
    }

    @Test
    void wrongRequestsDoNotFit() throws Exception {
        for (String wrong :
                new String[] {
                    "{\"sead\":1}",
                    "{\"seed\":1.5}",
                    "{\"temperature\":11}",
                    "{\"duration_s\":0}",
                    "{\"loudness_db\":[]}",
                    "{\"loudness_db\":[{\"at_s\":-1,\"value\":0}]}",
                    "{\"condition\":{}}",
                    "{\"response_format\":\"mp3\"}"
                }) {
            requireInvalid("TextureRequest", wrong);
            assertEquals(400, server.send("POST", "/v1/audio/textures", wrong).statusCode(), wrong);
        }
    }
}
