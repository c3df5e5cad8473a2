// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.timbrel.nn.safetensors.SafetensorsReader;
import org.timbrel.nn.safetensors.TensorInfo;

/** Compares what two runs have left. */
final class RunFolders {

    private RunFolders() {}

    /** Weights, moments, state and metrics, bit for bit; times may differ. */
    static void assertSame(Path expected, Path actual) throws IOException {
        RunFolder one = new RunFolder(expected);
        RunFolder two = new RunFolder(actual);
        assertArrayEquals(
                Files.readAllBytes(one.best()), Files.readAllBytes(two.best()), "best.safetensors");
        assertSameNumbers(expected, actual);
    }

    /** Likewise, but the settings that the files hold may differ. */
    static void assertSameNumbers(Path expected, Path actual) throws IOException {
        RunFolder one = new RunFolder(expected);
        RunFolder two = new RunFolder(actual);
        assertEquals(Files.readString(one.metrics()), Files.readString(two.metrics()));
        assertSameTensors(one.best(), two.best());
        assertEquals(
                Checkpoint.read(one.best()).position(), Checkpoint.read(two.best()).position());
        assertSameTensors(one.last(), two.last());
        assertEquals(withoutTimes(one), withoutTimes(two));
        CheckpointHeader first = Checkpoint.read(one.last()).header();
        CheckpointHeader second = Checkpoint.read(two.last()).header();
        assertEquals(first.position().at(0, 0), second.position().at(0, 0));
        assertEquals(first.position().metricsBytes(), second.position().metricsBytes());
    }

    private static String withoutTimes(RunFolder run) throws IOException {
        return Json.parse(Files.readString(run.result())).without("seconds").toString();
    }

    private static void assertSameTensors(Path expected, Path actual) throws IOException {
        try (SafetensorsReader one = SafetensorsReader.open(expected);
                SafetensorsReader two = SafetensorsReader.open(actual)) {
            assertEquals(one.tensors().toString(), two.tensors().toString());
            for (TensorInfo tensor : one.tensors()) {
                float[] first = one.floats(tensor.name());
                float[] second = two.floats(tensor.name());
                for (int k = 0; k < first.length; k++) {
                    assertEquals(
                            Float.floatToRawIntBits(first[k]),
                            Float.floatToRawIntBits(second[k]),
                            tensor.name() + " at " + k);
                }
            }
        }
    }
}
