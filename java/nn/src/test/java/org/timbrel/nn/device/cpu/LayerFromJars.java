// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/**
 * What {@link JarsOnlyIT} runs in a process of its own: one LSTM step with weights of zero, then
 * the native libraries that the process really uses, a line each.
 */
public final class LayerFromJars {

    private LayerFromJars() {}

    /** Prints {@code c = 0.5} and the paths of the loaded libraries. */
    public static void main(String[] args) throws IOException {
        try (Device device = Devices.open("cpu");
                Tensor zeros = device.zeros(4);
                Tensor y = device.zeros(1);
                Tensor h = device.zeros(1);
                Tensor c = device.zeros(1)) {
            c.copyFrom(1f);
            LayerState state = new LayerState(h, c);
            device.recurrentForward(
                    new RecurrentShape(Cell.LSTM, false, 1, 1, 1, 1),
                    null,
                    zeros,
                    new RecurrentWeights(zeros, zeros, null, null, null),
                    null,
                    state,
                    y,
                    state,
                    null);
            System.out.println("c = " + c.toArray()[0]);
        }
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            maps.filter(line -> line.contains("imbrel") && line.contains(".so"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .forEach(System.out::println);
        }
    }
}
