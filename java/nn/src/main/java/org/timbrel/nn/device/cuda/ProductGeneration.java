// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.Tensor;

/**
 * Generation by products of all slots and a matrix at a time, with kernels between them: for more
 * slots than teams of blocks have room for. A step is many small launches, so that calls which come
 * again, with the same arrays and as many steps, are replayed as one graph.
 *
 * <p>A stream's bits do not depend on the streams beside it, which make no product larger, but may
 * depend on the number of slots: a library of products chooses kernels by size.
 */
final class ProductGeneration implements AutoCloseable {

    /** Of one call's graph; longer calls are made launch by launch, which then costs little. */
    private static final long MOST_RECORDED = 8192;

    /** Recordings that are kept: those of some networks' chunks of usual lengths. */
    private static final int KEPT = 16;

    private final GpuQueue queue;
    private final Products products;
    private final Scratch scratch;
    private final Precision precision;
    private final Map<List<Long>, Recording> recordings = new LinkedHashMap<>(16, 0.75f, true);

    /** What is generated at the moment: a call's arrays may be other ones than its recording's. */
    private GenerationCall call;

    private StepProduct[] all;

    ProductGeneration(GpuQueue queue, Products products, Scratch scratch, Precision precision) {
        this.queue = queue;
        this.products = products;
        this.scratch = scratch;
        this.precision = precision;
    }

    /** As {@code Device.generate} or {@code Device.generateTexture} have their arguments. */
    void generate(GenerationCall given) {
        if (given.steps() == 0 || given.slots().count() == 0) {
            return;
        }
        queue.use(
                () -> {
                    call = given;
                    all = productsOf(given);
                    try {
                        if (call.steps() * (lastPart() + 1 + all.length) > MOST_RECORDED) {
                            run();
                        } else {
                            recording().run();
                        }
                    } finally {
                        call = null;
                        all = null;
                    }
                });
    }

    private Recording recording() {
        List<Long> key = everythingOf(call);
        Recording known = recordings.get(key);
        if (known != null) {
            return known;
        }
        if (recordings.size() == KEPT) {
            recordings.remove(recordings.keySet().iterator().next()).close();
        }
        Recording made = new CudaRecording(queue, this::run);
        recordings.put(key, made);
        return made;
    }

    private long lastPart() {
        return all[all.length - 1].part();
    }

    private void run() {
        FloatPointer weights = call.network().weights().pointer();
        FloatPointer workspace =
                scratch.forGeneration(call.network(), call.texture(), call.slots().count());
        for (long step = 0; step < call.steps(); step++) {
            for (long part = 0; part <= lastPart(); part++) {
                if (part < lastPart() || call.forced() == null) {
                    multiply(part, weights, workspace);
                }
                launch(step, part, workspace);
            }
        }
    }

    private void multiply(long part, FloatPointer weights, FloatPointer workspace) {
        for (StepProduct product : all) {
            if (product.part() == part) {
                products.multiply(
                        false,
                        true,
                        false,
                        call.slots().count(),
                        product.columns(),
                        product.depth(),
                        workspace.getPointer(product.a()),
                        weights.getPointer(product.w()),
                        workspace.getPointer(product.c()));
            }
        }
    }

    private void launch(long step, long part, FloatPointer workspace) {
        GenerationSlots slots = call.slots();
        queue.launch(
                () ->
                        TimbrelCuda.generatePart(
                                call.network().shape().fields(),
                                call.texture() == null ? null : call.texture().fields(),
                                precision.code(),
                                call.network().weights().pointer(),
                                call.steps(),
                                slots.count(),
                                slots.active().pointer(),
                                slots.seeds().pointer(),
                                slots.streams().pointer(),
                                slots.temperatures().pointer(),
                                CudaDevice.pointer(slots.topK()),
                                CudaDevice.pointer(slots.topP()),
                                call.grammar() == null ? null : call.grammar().fields(),
                                CudaDevice.pointer(call.conditions()),
                                CudaDevice.pointer(call.weights()),
                                CudaDevice.pointer(call.forced()),
                                slots.positions().pointer(),
                                CudaDevice.pointer(slots.states()),
                                CudaDevice.pointer(slots.frames()),
                                call.state() == null ? null : call.state().values().pointer(),
                                call.state() == null ? null : call.state().last().pointer(),
                                slots.h().pointer(),
                                CudaDevice.pointer(slots.c()),
                                CudaDevice.pointer(call.out()),
                                step,
                                part,
                                workspace,
                                queue.stream()));
    }

    private StepProduct[] productsOf(GenerationCall call) {
        long[] count = new long[1];
        long[] fields = call.network().shape().fields();
        FloatPointer weights = call.network().weights().pointer();
        int slots = call.slots().count();
        queue.launch(() -> TimbrelCuda.generateProducts(fields, slots, weights, count, null));
        long[] words = new long[Math.toIntExact(count[0]) * StepProduct.WORDS];
        queue.launch(() -> TimbrelCuda.generateProducts(fields, slots, weights, count, words));
        StepProduct[] all = new StepProduct[words.length / StepProduct.WORDS];
        Arrays.setAll(all, k -> StepProduct.of(words, k * StepProduct.WORDS));
        return all;
    }

    /** All that the launches of a call are made of: what has the same has the same launches. */
    private static List<Long> everythingOf(GenerationCall call) {
        List<Long> all = new ArrayList<>();
        GenerationSlots slots = call.slots();
        all.add(call.steps());
        all.add((long) slots.count());
        addAll(all, call.network().shape().fields());
        addAll(all, call.texture() == null ? new long[0] : call.texture().fields());
        addAll(all, call.grammar() == null ? new long[0] : call.grammar().fields());
        for (Tensor tensor :
                Arrays.asList(
                        call.network().weights(),
                        slots.h(),
                        slots.c(),
                        slots.frames(),
                        slots.temperatures(),
                        slots.topP(),
                        call.conditions(),
                        call.state() == null ? null : call.state().values(),
                        call.weights(),
                        call.forced(),
                        call.out())) {
            all.add(address(CudaDevice.pointer(tensor)));
        }
        for (Indices indices :
                Arrays.asList(
                        slots.topK(),
                        slots.seeds(),
                        slots.streams(),
                        slots.positions(),
                        slots.active(),
                        slots.states(),
                        call.state() == null ? null : call.state().last())) {
            all.add(address(CudaDevice.pointer(indices)));
        }
        return all;
    }

    private static void addAll(List<Long> all, long[] fields) {
        all.add((long) fields.length);
        for (long field : fields) {
            all.add(field);
        }
    }

    private static long address(Pointer pointer) {
        return pointer == null ? 0 : pointer.address() + pointer.position() * pointer.sizeof();
    }

    /** Frees the recordings. A second call does nothing. */
    @Override
    public void close() {
        recordings.values().forEach(Recording::close);
        recordings.clear();
    }
}
