// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.Json;
import org.timbrel.app.ModelFile;
import org.timbrel.app.ModelKernels;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.selftest.KernelResult;
import org.timbrel.nn.device.selftest.SelfTest;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timbrel devices}. */
@Command(
        name = "devices",
        description = "Print what can compute here, and why a GPU is not used if it is not.")
final class DevicesCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private JsonOption json;

    @Option(
            names = "--self-test",
            description =
                    "Compare every kernel of the GPUs with the CPU's, or of the CPU with its"
                            + " plainest; takes seconds. Exit status 1 if one is wrong.")
    private boolean selfTest;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description =
                    "Say which kernels every device would generate with: a checkpoint, a run"
                            + " folder, or a shipped model's name.")
    private String model;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Of --model: streams at once (default: 1).")
    private Integer slots;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "Of --model: fp32 (default), tf32 or bf16.")
    private String precision;

    @Override
    public Integer call() throws IOException {
        try {
            Devices.requireEnvironment();
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        if (model != null) {
            return kernels();
        }
        if (slots != null || precision != null) {
            throw wrong("--slots and --precision say how a model generates: give --model too");
        }
        List<DeviceStatus> devices = Devices.probe();
        if (!selfTest) {
            if (json.json()) {
                global.out().println(Json.of(devices));
            } else {
                devices.forEach(this::print);
            }
            return ExitCode.OK;
        }
        List<KernelResult> results = new ArrayList<>();
        if (json.json()) {
            SelfTest.all(results::add);
            global.out().println(Json.of(Tested.of(devices, results)));
        } else {
            devices.forEach(this::print);
            SelfTest.all(
                    result -> {
                        results.add(result);
                        global.out().println(result.line());
                    });
            summary(results).forEach(global.out()::println);
        }
        return right(results) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int kernels() throws IOException {
        if (selfTest) {
            throw wrong("give --self-test or --model, not both");
        }
        ModelKernels found;
        try {
            ComputeSettings settings =
                    ComputeSettings.of("auto", precision == null ? "fp32" : precision, 0);
            found =
                    ModelKernels.of(
                            ModelFile.find(model, Installation.models()),
                            slots == null ? 1 : slots,
                            settings.options().precision());
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        if (json.json()) {
            global.out().println(Json.of(found));
            return ExitCode.OK;
        }
        global.out()
                .println(
                        "%s: %d %s of %d units, %d %s in %s"
                                .formatted(
                                        found.model(),
                                        found.layers(),
                                        found.layers() == 1 ? "layer" : "layers",
                                        found.hiddenSize(),
                                        found.slots(),
                                        found.slots() == 1 ? "slot" : "slots",
                                        found.precision()));
        for (ModelKernels.OnDevice device : found.devices()) {
            global.out()
                    .println(
                            named(
                                    device.device(),
                                    device.usable()
                                            ? device.kernels() + ": " + device.why()
                                            : "not usable: " + device.why()));
        }
        return ExitCode.OK;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static boolean right(List<KernelResult> results) {
        return results.stream().allMatch(KernelResult::ok);
    }

    /** One line if all are right, else one a device that is not. */
    private static List<String> summary(List<KernelResult> results) {
        if (right(results)) {
            return List.of("all %d groups of kernels are right".formatted(results.size()));
        }
        return results.stream()
                .filter(result -> !result.ok())
                .map(result -> "%s in %s".formatted(result.device(), result.precision()))
                .distinct()
                .map(device -> device + " computes wrongly: --device auto does not use it")
                .toList();
    }

    private void print(DeviceStatus device) {
        String text = device.usable() ? device.description() : "not usable: " + device.reason();
        global.out().println(named(device.name(), text));
        if (!device.kernels().isEmpty()) {
            global.out().println(named("", device.kernels()));
        }
    }

    private static String named(String device, String text) {
        return String.format("%-5s %s", device, text);
    }

    /**
     * As JSON.
     *
     * @param ok whether all are right
     */
    record Tested(List<DeviceStatus> devices, List<Tested.Kernels> kernels, boolean ok) {

        static Tested of(List<DeviceStatus> devices, List<KernelResult> results) {
            return new Tested(devices, results.stream().map(Kernels::new).toList(), right(results));
        }

        record Kernels(
                String device,
                String precision,
                String kernels,
                List<String> by,
                boolean ok,
                double error,
                double limit,
                String problem) {

            Kernels(KernelResult result) {
                this(
                        result.device(),
                        result.precision().toString(),
                        result.kernels(),
                        result.by().stream().map(Object::toString).toList(),
                        result.ok(),
                        result.error(),
                        result.limit(),
                        result.problem());
            }
        }
    }
}
