// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.timbrel.nn.device.LstmShape;

/**
 * What {@link JarsOnlyIT} runs in a process of its own: one LSTM step with weights of zero, then
 * the native libraries that the process really uses, a line each.
 */
public final class LstmFromJars {

    private LstmFromJars() {}

    /** Prints {@code c = 0.5} and the paths of the loaded libraries. */
    public static void main(String[] args) throws IOException {
        CpuDevice device = CpuDevice.open();
        try (FloatPointer zeros = new FloatPointer(0f, 0f, 0f, 0f);
                FloatPointer y = new FloatPointer(1);
                FloatPointer h = new FloatPointer(1f);
                FloatPointer c = new FloatPointer(1f)) {
            LstmState state = new LstmState(h, c);
            device.lstmForward(
                    new LstmShape(1, 1, 1, 1),
                    null,
                    zeros,
                    new LstmWeights(zeros, zeros, null, null),
                    state,
                    y,
                    state,
                    null);
            System.out.println("c = " + c.get());
        }
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            maps.filter(line -> line.contains("imbrel") && line.contains(".so"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .forEach(System.out::println);
        }
    }
}
