// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.timbrel.app.Json;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.selftest.KernelResult;
import org.timbrel.nn.device.selftest.SelfTest;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timbrel devices}. */
@Command(
        name = "devices",
        description = "Print what can compute here, and why a GPU is not used if it is not.")
final class DevicesCommand implements Callable<Integer> {

    @Mixin private GlobalOptions global;
    @Mixin private JsonOption json;

    @Option(
            names = "--self-test",
            description =
                    "Compare every kernel of the GPUs with the CPU's, or of the CPU with its"
                            + " plainest; takes seconds. Exit status 1 if one is wrong.")
    private boolean selfTest;

    @Override
    public Integer call() {
        List<DeviceStatus> devices = Devices.probe();
        if (!selfTest) {
            if (json.json()) {
                global.out().println(Json.of(devices));
            } else {
                devices.forEach(device -> global.out().println(line(device)));
            }
            return ExitCode.OK;
        }
        List<KernelResult> results = new ArrayList<>();
        if (json.json()) {
            SelfTest.all(results::add);
            global.out().println(Json.of(Tested.of(devices, results)));
        } else {
            devices.forEach(device -> global.out().println(line(device)));
            SelfTest.all(
                    result -> {
                        results.add(result);
                        global.out().println(result.line());
                    });
            summary(results).forEach(global.out()::println);
        }
        return right(results) ? ExitCode.OK : ExitCode.SOFTWARE;
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

    private static String line(DeviceStatus device) {
        String text = device.usable() ? device.description() : "not usable: " + device.reason();
        return String.format("%-5s %s", device.name(), text);
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
                boolean ok,
                double error,
                double limit,
                String problem) {

            Kernels(KernelResult result) {
                this(
                        result.device(),
                        result.precision().toString(),
                        result.kernels(),
                        result.ok(),
                        result.error(),
                        result.limit(),
                        result.problem());
            }
        }
    }
}
