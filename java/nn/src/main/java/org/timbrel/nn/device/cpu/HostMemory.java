// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceMemoryException;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.ReadBack;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.WavefrontCell;

/** What a device does with arrays where its memory is the process's own. */
abstract class HostMemory implements Device {

    /** A call has done its work when it returns. */
    @Override
    public boolean isAsynchronous() {
        return false;
    }

    @Override
    public Tensor zeros(long... shape) {
        long size = Tensor.size(shape);
        FloatPointer memory = allocate(FloatPointer::new, size, Float.BYTES, shape);
        Tensor tensor = new Tensor(this, memory, shape);
        zero(tensor);
        return tensor;
    }

    @Override
    public Indices indices(long... values) {
        LongPointer memory = allocate(LongPointer::new, values.length, Long.BYTES, values.length);
        return new Indices(this, memory.put(values), values.length);
    }

    @Override
    public Doubles doubles(double... values) {
        DoublePointer memory =
                allocate(DoublePointer::new, values.length, Double.BYTES, values.length);
        return new Doubles(this, memory.put(values), values.length);
    }

    private static <P extends Pointer> P allocate(
            LongFunction<P> allocation, long count, int bytes, long... shape) {
        try {
            return allocation.apply(Math.max(1, count));
        } catch (OutOfMemoryError e) {
            throw new DeviceMemoryException(
                    "%d bytes of host memory for an array %s are not to be had: %s"
                            .formatted(
                                    count * bytes,
                                    Arrays.toString(shape),
                                    DeviceException.deepestCause(e)));
        }
    }

    @Override
    public void zero(Tensor tensor) {
        Pointer.memset(tensor.pointer(), 0, tensor.size() * Float.BYTES);
    }

    @Override
    public void write(FloatBuffer source, Tensor target) {
        if (source.hasRemaining()) {
            buffer(target, source.remaining()).put(source.duplicate());
        }
    }

    @Override
    public void read(Tensor source, FloatBuffer target) {
        if (target.hasRemaining()) {
            target.duplicate().put(buffer(source, target.remaining()));
        }
    }

    /** What is to be read is there already, and stays until it is taken. */
    @Override
    public ReadBack readBack(int most) {
        return new ReadBack() {
            private Tensor read;
            private int count;

            @Override
            public void begin(Tensor source, int values) {
                read = source;
                count = values;
            }

            @Override
            public void take(float[] target) {
                read.pointer().get(target, 0, count);
            }

            @Override
            public void close() {}
        };
    }

    private static FloatBuffer buffer(Tensor tensor, int count) {
        return new FloatPointer(tensor.pointer()).capacity(count).asBuffer();
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        Pointer.memmove(target.pointer(), source.pointer(), source.size() * Float.BYTES);
    }

    @Override
    public void write(long[] source, Indices target) {
        target.pointer().put(source);
    }

    @Override
    public void read(Indices source, long[] target) {
        source.pointer().get(target);
    }

    @Override
    public void write(double[] source, Doubles target) {
        target.pointer().put(source);
    }

    @Override
    public void read(Doubles source, double[] target) {
        source.pointer().get(target);
    }

    @Override
    public void wavefront(int rows, int columns, WavefrontCell work) {
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                work.at(row, column);
            }
        }
    }

    /** A call costs little here: nothing is noted down. */
    @Override
    public Recording record(Runnable work) {
        return new Recording() {
            @Override
            public void run() {
                work.run();
            }

            @Override
            public void close() {}
        };
    }
}
