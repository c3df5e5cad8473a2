// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code timbrel serve} as a process of its own. */
final class ServeCommandTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    private Process serve(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dtimbrel.home=../..",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.timbrel.app.cli.Main",
                                "serve"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("err" + started.size()).toFile())
                        .start();
        started.add(process);
        return process;
    }

    /** What a process printed to its standard error. */
    private String err(Process process) throws IOException {
        return Files.readString(folder.resolve("err" + started.indexOf(process)));
    }

    private static String firstLine(Process process) throws IOException {
        return new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
    }

    private static int status(Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        return process.exitValue();
    }

    private static HttpResponse<InputStream> stream(String address, double seconds)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + "/v1/audio/textures"))
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"pace\":\"realtime\",\"response_format\":\"pcm\",\"duration_s\":"
                                                + seconds
                                                + "}"))
                        .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void tellsWhereAndLetsStreamsEnd() throws Exception {
        Process server = serve("rain", "--port", "0", "--slots", "3", "--json");
        JsonNode line = new ObjectMapper().readTree(firstLine(server));
        assertEquals("rain", line.get("models").get(0).textValue());
        assertEquals(3, line.get("slots").intValue());
        String address = line.get("address").textValue();
        HttpResponse<InputStream> playing = stream(address, 2);
        assertEquals(200, playing.statusCode());
        // SIGTERM.
        server.destroy();
        assertEquals(2 * 88_200, playing.body().readAllBytes().length);
        assertEquals(0, status(server));
        assertTrue(err(server).contains("get 60 s to end"), err(server));
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        Process server = serve("rain", "--port", "0");
        String line = firstLine(server);
        assertTrue(
                line.matches("http://127\\.0\\.0\\.1:\\d+ serves rain: 64 streams at once on .+"),
                line);
        HttpResponse<InputStream> playing = stream(line.substring(0, line.indexOf(' ')), 60);
        assertEquals(200, playing.statusCode());
        server.destroy();
        while (!err(server).contains("to end")) {
            Thread.sleep(10);
        }
        server.destroy();
        assertEquals(143, status(server));
        playing.body().close();
    }

    @Test
    void aSecondServerOnThePortSaysSo() throws Exception {
        String address = firstLine(serve("rain", "--port", "0"));
        String port =
                address.substring(
                        address.lastIndexOf(':', address.indexOf(' ')) + 1, address.indexOf(' '));
        Process second = serve("rain", "--port", port);
        assertEquals(1, status(second));
        assertEquals(
                "timbrel serve: cannot listen at 127.0.0.1:%s: address already in use\n"
                        .formatted(port),
                err(second).replace("Address", "address"));
    }

    /** Arguments, the status, and what is said in one line; DIR is the test's folder. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nope | 1 | no shipped model has that name",
                "rain --api-keys DIR/none | 1 | none: no such file",
                "rain --api-keys DIR/empty | 1 | empty: has no key",
                "rain --config DIR/none | 1 | none: no such file",
                "rain --config DIR/config | 1 | config: there is no 'slot'; there are: host",
                "rain --slots 0 | 2 | slots 0 is outside 1..65536",
                "rain --port x | 2 | --port",
                "rain rain | 2 | two models are called 'rain'",
                "rain --host nope.invalid --port 0 | 1 | nope.invalid",
                "rain --device abacus | 2 | there is no device abacus; there are auto, cpu"
            })
    void saysWhatIsWrong(String arguments, int status, String says) throws Exception {
        Files.writeString(folder.resolve("empty"), "#\n");
        Files.writeString(folder.resolve("config"), "{\"slot\":1}");
        Process server = serve(arguments.replace("DIR", folder.toString()).split(" "));
        assertEquals(status, status(server), err(server));
        assertTrue(err(server).contains(says), err(server));
        assertFalse(err(server).contains("\tat "), err(server));
        assertEquals(status, err(server).lines().count(), err(server));
    }

    @Test
    void warnsOfAnOpenDoor() throws Exception {
        Process server = serve("rain", "--port", "0", "--host", "0.0.0.0");
        firstLine(server);
        Thread.sleep(200);
        assertTrue(err(server).contains("warning: everyone who reaches 0.0.0.0 may use it"));
        server.destroy();
        assertEquals(0, status(server));
    }
}
