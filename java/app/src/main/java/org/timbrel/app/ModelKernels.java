// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.TextureShape;
import org.timbrel.nn.texture.Texture;
import org.timbrel.nn.train.Checkpoint;

/**
 * Which kernels every device of this machine would generate with.
 *
 * @param model the checkpoint's path
 * @param cell of its layers: lstm, gru or rnn
 * @param layers recurrent ones
 * @param hiddenSize units of each
 * @param slots streams at once
 * @param precision of products
 * @param devices every one of this machine, in the order of {@link Devices#probe}
 */
public record ModelKernels(
        String model,
        String cell,
        int layers,
        int hiddenSize,
        int slots,
        String precision,
        List<OnDevice> devices) {

    /**
     * On one device.
     *
     * @param kernels plain, clusters, grid or products; empty where the device cannot be used
     * @param why what they are, or why it cannot
     */
    public record OnDevice(String device, boolean usable, String kernels, String why) {}

    /**
     * Asks all of them.
     *
     * @param slots at least 1
     * @throws IOException if the checkpoint cannot be read
     */
    public static ModelKernels of(Path file, int slots, Precision precision) throws IOException {
        if (slots < 1) {
            throw new IllegalArgumentException("slots %d is below 1".formatted(slots));
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        NetworkShape network = checkpoint.network().shape();
        Texture texture = checkpoint.texture();
        TextureShape sizes = texture == null ? null : texture.shape();
        List<OnDevice> devices = new ArrayList<>();
        for (DeviceStatus status : Devices.probe()) {
            devices.add(
                    status.usable()
                            ? on(status.name(), network, sizes, slots, precision)
                            : unusable(status.name(), status.reason()));
        }
        return new ModelKernels(
                file.toString(),
                network.cell().toString(),
                network.layers(),
                network.hiddenSize(),
                slots,
                precision.toString(),
                List.copyOf(devices));
    }

    private static OnDevice on(
            String name,
            NetworkShape network,
            TextureShape texture,
            int slots,
            Precision precision) {
        try (Device device = Devices.open(name, new DeviceOptions(precision, 0))) {
            KernelPlan plan = device.generationPlan(network, texture, slots);
            return new OnDevice(name, true, plan.kernels().toString(), plan.why());
        } catch (DeviceException e) {
            return unusable(name, e.getMessage());
        }
    }

    private static OnDevice unusable(String name, String reason) {
        return new OnDevice(name, false, "", reason);
    }
}
