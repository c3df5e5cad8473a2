// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code timbrel devices}. */
@Command(
        name = "devices",
        description = "Print what can compute here, and why a GPU is not used if it is not.")
final class DevicesCommand implements Callable<Integer> {

    @Mixin private GlobalOptions global;
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
        List<DeviceStatus> devices = Devices.probe();
        if (json.json()) {
            global.out().println(Json.of(devices));
        } else {
            devices.forEach(device -> global.out().println(line(device)));
        }
        return ExitCode.OK;
    }

    private static String line(DeviceStatus device) {
        String text = device.usable() ? device.description() : "not usable: " + device.reason();
        return String.format("%-5s %s", device.name(), text);
    }
}
