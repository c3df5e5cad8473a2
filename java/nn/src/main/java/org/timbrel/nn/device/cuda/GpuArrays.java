// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.ReadBack;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.Tensor;

/** What a device does with arrays where its memory is a GPU's. */
abstract class GpuArrays implements Device {

    private final GpuQueue queue;
    private final GpuMemory memory;
    private final Staging staging;

    GpuArrays(GpuQueue queue) {
        this.queue = queue;
        memory = new GpuMemory(queue);
        staging = new Staging(queue);
    }

    GpuQueue queue() {
        return queue;
    }

    GpuMemory memory() {
        return memory;
    }

    @Override
    public String name() {
        return queue.name();
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public Tensor zeros(long... shape) {
        String what = "a tensor " + Arrays.toString(shape);
        Tensor tensor = new Tensor(this, memory.floats(Tensor.size(shape), what), shape);
        zero(tensor);
        return tensor;
    }

    @Override
    public Indices indices(long... values) {
        LongPointer address = memory.longs(values.length, "integers [" + values.length + "]");
        Indices indices = new Indices(this, address, values.length);
        write(values, indices);
        return indices;
    }

    @Override
    public Doubles doubles(double... values) {
        var address = memory.doubles(values.length, "doubles [" + values.length + "]");
        Doubles doubles = new Doubles(this, address, values.length);
        write(values, doubles);
        return doubles;
    }

    @Override
    public void zero(Tensor tensor) {
        long bytes = tensor.size() * Float.BYTES;
        FloatPointer address = tensor.pointer();
        queue.use(
                () ->
                        queue.check(
                                "cudaMemsetAsync",
                                cudart.cudaMemsetAsync(address, 0, bytes, queue.stream())));
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        long bytes = source.size() * Float.BYTES;
        queue.use(
                () ->
                        queue.check(
                                "cudaMemcpyAsync",
                                cudart.cudaMemcpyAsync(
                                        target.pointer(),
                                        source.pointer(),
                                        bytes,
                                        cudart.cudaMemcpyDeviceToDevice,
                                        queue.stream())));
    }

    @Override
    public void write(FloatBuffer source, Tensor target) {
        staging.upload(
                target.pointer(),
                (long) source.remaining() * Float.BYTES,
                (page, offset) -> page.asFloatBuffer().put(part(source, offset, page.remaining())));
    }

    @Override
    public void read(Tensor source, FloatBuffer target) {
        staging.download(
                source.pointer(),
                (long) target.remaining() * Float.BYTES,
                (page, offset) -> part(target, offset, page.remaining()).put(page.asFloatBuffer()));
    }

    @Override
    public ReadBack readBack(int most) {
        return new GpuReadBack(queue, most);
    }

    /** The elements of {@code bytes} bytes, {@code offset} bytes after the buffer's position. */
    private static FloatBuffer part(FloatBuffer buffer, long offset, int bytes) {
        int first = buffer.position() + (int) (offset / Float.BYTES);
        return buffer.duplicate().limit(first + bytes / Float.BYTES).position(first);
    }

    @Override
    public void write(long[] source, Indices target) {
        staging.upload(
                target.pointer(),
                (long) source.length * Long.BYTES,
                (page, offset) ->
                        page.asLongBuffer()
                                .put(
                                        source,
                                        (int) (offset / Long.BYTES),
                                        page.remaining() / Long.BYTES));
    }

    @Override
    public void read(Indices source, long[] target) {
        staging.download(
                source.pointer(),
                (long) target.length * Long.BYTES,
                (page, offset) ->
                        page.asLongBuffer()
                                .get(
                                        target,
                                        (int) (offset / Long.BYTES),
                                        page.remaining() / Long.BYTES));
    }

    @Override
    public void write(double[] source, Doubles target) {
        staging.upload(
                target.pointer(),
                (long) source.length * Double.BYTES,
                (page, offset) ->
                        page.asDoubleBuffer()
                                .put(
                                        source,
                                        (int) (offset / Double.BYTES),
                                        page.remaining() / Double.BYTES));
    }

    @Override
    public void read(Doubles source, double[] target) {
        staging.download(
                source.pointer(),
                (long) target.length * Double.BYTES,
                (page, offset) ->
                        page.asDoubleBuffer()
                                .get(
                                        target,
                                        (int) (offset / Double.BYTES),
                                        page.remaining() / Double.BYTES));
    }

    @Override
    public Recording record(Runnable work) {
        return new CudaRecording(queue, work);
    }

    /** Frees what copies need. */
    @Override
    public void close() {
        staging.close();
    }
}
