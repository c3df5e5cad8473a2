// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.Keyframes;
import org.timbrel.app.TextureModel;
import org.timbrel.app.cli.ComputeOptions;
import org.timbrel.app.cli.GlobalOptions;
import org.timbrel.app.cli.Installation;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.server.ServerSettings;
import org.timbrel.server.SettingsReader;
import org.timbrel.server.TextureServer;
import org.timbrel.server.http.ApiKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel serve}. */
@Command(
        name = "serve",
        sortOptions = false,
        description = {
            "Serve textures over HTTP: many at once, live, steered while they play.",
            "The page at the address plays and steers one; /openapi.json says what programs may"
                    + " ask. Ctrl-C or SIGTERM lets running streams end (drain_seconds), a second"
                    + " one does not.",
            "On a CPU one thread makes frames unless --threads says more; all cores render them."
        })
final class ServeCommand implements Callable<Integer> {

    /** Heap that is set aside for a slot, and for all else: more than they were seen to take. */
    private static final long SLOT_MEBIBYTES = 1;

    private static final long BASE_MEBIBYTES = 128;

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..*",
            description =
                    "Checkpoints, run folders (their best checkpoints), or names of shipped models"
                            + " (default: all of these). NAME=MODEL serves one under another"
                            + " name. The first is what clients get who name none.")
    private List<String> models = List.of();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "Address to listen at (default: 127.0.0.1, this machine alone; 0.0.0.0: all).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen at; 0: any that is free (default: 8080).")
    private Integer port;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Streams at once, of all models together (default: 64).")
    private Integer slots;

    @Option(
            names = "--max-queue",
            paramLabel = "N",
            description = "Streams that may wait for a slot (default: 16).")
    private Integer maxQueue;

    @Option(
            names = "--api-keys",
            paramLabel = "FILE",
            description =
                    "Who may ask: lines of NAME KEY, or NAME KEY operator (default: everyone).")
    private Path apiKeys;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Limits as JSON, by the names in SERVER.md; options above go first.")
    private Path config;

    @Mixin private ComputeOptions compute;

    @Option(names = "--json", description = "Print where it listens as a line of JSON.")
    private boolean json;

    /** What is printed once it listens. */
    private record Listening(
            String address, List<String> models, int slots, String device, boolean keys) {}

    @Override
    public Integer call() throws IOException {
        ServerSettings settings = settings();
        ApiKeys keys = apiKeys == null ? null : ApiKeys.read(apiKeys);
        StopSignals signals = new StopSignals();
        try (TextureServer server = open(settings, keys)) {
            announce(server, settings, keys != null);
            signals.await();
            tell(
                    "no more streams are taken; those that run get %s s to end"
                            .formatted(Keyframes.number(settings.drainSeconds())));
            server.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private ServerSettings settings() throws IOException {
        Map<String, Object> options = new HashMap<>();
        options.put("host", host);
        options.put("port", port);
        options.put("slots", slots);
        options.put("max_queue", maxQueue);
        options.values().removeIf(value -> value == null);
        try {
            return SettingsReader.read(config, options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ComputeSettings computeSettings() {
        try {
            ComputeSettings settings = compute.settings();
            DeviceOptions options = settings.options();
            // Frames are made by one thread as fast as by many, and sound is rendered meanwhile.
            return options.threads() > 0
                    ? settings
                    : new ComputeSettings(
                            settings.device(), new DeviceOptions(options.precision(), 1));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private TextureServer open(ServerSettings settings, ApiKeys keys) throws IOException {
        Map<String, TextureModel> read = read();
        try {
            return new TextureServer(read, computeSettings(), settings, keys);
        } catch (IllegalArgumentException e) {
            // Such as a device that there is not.
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Map<String, TextureModel> read() throws IOException {
        try {
            return ServedModels.read(models, Installation.models());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void announce(TextureServer server, ServerSettings settings, boolean keys)
            throws IOException {
        String shown =
                settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        Listening listening =
                new Listening(
                        "http://%s:%d".formatted(shown, server.port()),
                        List.copyOf(server.engine().models().keySet()),
                        settings.slots(),
                        server.engine().deviceName(),
                        keys);
        if (json) {
            global.out().println(new ObjectMapper().writeValueAsString(listening));
        } else {
            global.out()
                    .printf(
                            "%s serves %s: %d streams at once on %s%s%n",
                            listening.address,
                            String.join(", ", listening.models),
                            listening.slots,
                            listening.device,
                            keys ? ", with keys" : "");
        }
        global.out().flush();
        warnOfHeap(settings.slots());
        if (!keys && !InetAddress.getByName(settings.host()).isLoopbackAddress()) {
            global.warn(
                    "everyone who reaches %s may use it: --api-keys says who may"
                            .formatted(settings.host()));
        }
    }

    private void warnOfHeap(int slots) {
        long has = Runtime.getRuntime().maxMemory() >> 20;
        long needs = BASE_MEBIBYTES + slots * SLOT_MEBIBYTES;
        if (needs > has) {
            global.warn(
                    "%d slots may need %d MiB of heap, and Java has %d: TIMBREL_JAVA_OPTS=-Xmx%dm gives it more"
                            .formatted(slots, needs, has, needs));
        }
    }

    private void tell(String text) {
        if (!global.quiet()) {
            global.err().println(spec.qualifiedName() + ": " + text);
            global.err().flush();
        }
    }
}
