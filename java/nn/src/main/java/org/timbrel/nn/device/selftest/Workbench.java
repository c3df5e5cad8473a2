// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.Kernels;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureShape;

/** Arrays of one test on one device: the same numbers on every device. Closes them all. */
final class Workbench implements AutoCloseable {

    private final Device device;
    private final RandomGenerator random;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<Supplier<DoubleStream>> results = new ArrayList<>();
    private final Set<Kernels> kernels = EnumSet.noneOf(Kernels.class);

    Workbench(Device device, long seed) {
        this.device = device;
        random = new java.util.SplittableRandom(seed);
    }

    Device device() {
        return device;
    }

    /** Uniform in −scale..scale. */
    Tensor random(double scale, long... shape) {
        return fill(shape, () -> (float) (scale * (2 * random.nextDouble() - 1)));
    }

    /** Whole numbers, 0 and on, below {@code count}. */
    Tensor tokens(int count, long... shape) {
        return fill(shape, () -> random.nextInt(count));
    }

    /** NaN, which shows where a kernel has not written. */
    Tensor poisoned(long... shape) {
        return fill(shape, () -> Float.NaN);
    }

    Tensor zeros(long... shape) {
        return own(device.zeros(shape));
    }

    private Tensor fill(long[] shape, Supplier<? extends Number> numbers) {
        Tensor tensor = own(device.zeros(shape));
        float[] values = new float[(int) tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get().floatValue();
        }
        tensor.copyFrom(values);
        return tensor;
    }

    Indices indices(long... values) {
        return own(device.indices(values));
    }

    Doubles doubles(double... values) {
        return own(device.doubles(values));
    }

    /** A network laid out for generating; texture: null where there is none. */
    PackedNetwork packed(NetworkShape shape, TextureShape texture, int slots, Tensor parameters) {
        PackedNetwork network = own(PackedNetwork.of(device, shape, texture, slots, parameters));
        kernels.add(network.plan().kernels());
        return network;
    }

    /** Notes which kernels serve a layer. */
    void planned(RecurrentShape shape) {
        kernels.add(device.recurrentPlan(shape).kernels());
    }

    /** Those that served what has more than one kind of them. */
    Set<Kernels> kernels() {
        return kernels;
    }

    private <A extends AutoCloseable> A own(A array) {
        owned.add(array);
        return array;
    }

    /** What these hold at the end is compared. */
    void keep(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            results.add(
                    () -> {
                        float[] values = tensor.toArray();
                        return java.util.stream.IntStream.range(0, values.length)
                                .mapToDouble(i -> values[i]);
                    });
        }
    }

    void keep(Doubles doubles) {
        results.add(() -> Arrays.stream(doubles.toArray()));
    }

    void keep(Indices indices) {
        results.add(
                () -> {
                    long[] values = new long[indices.size()];
                    indices.copyTo(values);
                    return Arrays.stream(values).asDoubleStream();
                });
    }

    double[] results() {
        return results.stream().flatMapToDouble(Supplier::get).toArray();
    }

    @Override
    public void close() {
        for (AutoCloseable array : owned) {
            try {
                array.close();
            } catch (Exception e) {
                throw new IllegalStateException(
                        e); // tensors and the like throw none that is checked
            }
        }
    }
}
