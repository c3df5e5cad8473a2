// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.gpu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.timbrel.app.TextureModel;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.TextureShape;
import org.timbrel.nn.texture.Texture;
import org.timbrel.nn.train.Checkpoint;

/**
 * Prints how many seconds of sound a second a texture model makes for some numbers of streams, a
 * line of JSON each: frames on a device, their sound on all processors, at the same time.
 *
 * <pre>
 * SoundRate MODEL DEVICE PRECISION SECONDS STREAMS...
 * </pre>
 *
 * <p>SECONDS is the time that all numbers of streams share; what does not fit is said to be left
 * out. Ends with 1 where something failed.
 */
public final class SoundRate {

    private SoundRate() {}

    /** As above. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Precision precision = Precision.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        double seconds = Double.parseDouble(arguments[3]);
        int counts = arguments.length - 4;
        long begin = System.nanoTime();
        boolean failed = false;
        TextureModel model = TextureModel.read(file);
        try (Device device = Devices.open(arguments[1], new DeviceOptions(precision, 0))) {
            for (int k = 0; k < counts; k++) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("name", "sound");
                line.put("model", String.valueOf(file.getFileName()).replaceAll("\\..*", ""));
                line.put("device", device.name());
                line.put("kernels", BenchLine.wantedKernels());
                line.put("precision", precision.toString());
                line.put("N", Integer.parseInt(arguments[4 + k]));
                line.put("processors", Runtime.getRuntime().availableProcessors());
                double left = seconds - (System.nanoTime() - begin) * 1e-9;
                // The first is always measured.
                double share = Math.max(k == 0 ? 1 : 0, left / (counts - k));
                failed |= !measure(file, model, device, share, line);
                System.out.println(BenchLine.text(line));
            }
        }
        System.exit(failed ? 1 : 0);
    }

    /** Which kernels serve so many streams, whatever was asked for. */
    private static String served(Checkpoint checkpoint, Device device, int streams) {
        Texture texture = checkpoint.texture();
        TextureShape shape = texture == null ? null : texture.shape();
        return device.generationPlan(checkpoint.network().shape(), shape, streams)
                .kernels()
                .toString();
    }

    /** Whether it did not fail. Half of the time is for what comes before measuring. */
    private static boolean measure(
            Path file, TextureModel model, Device device, double seconds, Map<String, Object> line)
            throws IOException {
        if (seconds < 1) {
            line.put("left_out", "no time");
            return true;
        }
        line.put("served", served(Checkpoint.read(file), device, (int) line.get("N")));
        try (SoundStreams streams = new SoundStreams(model, device, (int) line.get("N"))) {
            line.putAll(streams.measure(seconds / 2));
            return true;
        } catch (DeviceException | IllegalArgumentException e) {
            line.put("failed", DeviceException.deepestCause(e));
            return false;
        }
    }
}
