// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * A network as one device generates with it: its weights laid out for the kernels of a plan.
 *
 * @param shape its sizes
 * @param plan of {@link Device#generationPlan}
 * @param weights of {@link Device#packGenerator}; closing frees them
 */
public record PackedNetwork(NetworkShape shape, KernelPlan plan, Tensor weights)
        implements AutoCloseable {

    /**
     * Lays a network's parameters out for generating.
     *
     * @param texture that it drives; null: none
     * @param slots N, at least 1
     * @param parameters in the order of {@code Parameters}; not needed afterwards
     */
    public static PackedNetwork of(
            Device device, NetworkShape shape, TextureShape texture, int slots, Tensor parameters) {
        KernelPlan plan = device.generationPlan(shape, texture, slots);
        PackedNetwork network =
                new PackedNetwork(shape, plan, device.zeros(device.generatorSize(shape, plan)));
        try {
            device.packGenerator(network, parameters);
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
