// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.timbrel.nn.device.CheckedDevice;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.GrammarArrays;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.Kernels;
import org.timbrel.nn.device.LayerState;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.NormTape;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentGradients;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.RecurrentTape;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureShape;
import org.timbrel.nn.device.TextureState;
import org.timbrel.nn.device.WavefrontCell;

/**
 * An NVIDIA GPU as a device: cuBLAS for large products, the kernels of libtimbrel_cuda for all the
 * rest, everything in order on one stream, but for the rows of a wavefront. Calls return before
 * their work is done; an error of the work shows in a later call, and at the latest where something
 * is read.
 *
 * <p>The bits of large products may depend on the number of their rows, with the number of
 * sequences and steps among them: cuBLAS chooses kernels by size. Generation has such products only
 * where its plan is of {@link Kernels#PRODUCTS}, and their rows are the slots.
 */
public final class CudaDevice extends GpuArrays {

    private final Precision precision;
    private final KernelPlans plans;
    private final Lanes lanes;
    private final ProductGeneration byProducts;

    private CudaDevice(GpuQueue queue, Precision precision, KernelPlans plans) {
        super(queue);
        this.precision = precision;
        this.plans = plans;
        lanes = start(queue, precision);
        Lane own = lanes.current();
        byProducts = new ProductGeneration(queue, own.products, own.scratch, precision);
    }

    private Lanes start(GpuQueue queue, Precision precision) {
        try {
            return new Lanes(queue, memory(), precision);
        } catch (RuntimeException | Error e) {
            super.close();
            throw e;
        }
    }

    /**
     * A GPU of this machine.
     *
     * @param index as the CUDA runtime counts, from 0
     * @throws DeviceException if it cannot be used, with the reason of {@link CudaProbe}
     */
    public static Device open(int index, DeviceOptions options) {
        return open(index, options, KernelChoice.ofEnvironment());
    }

    static Device open(int index, DeviceOptions options, KernelChoice choice) {
        CudaProbe.require(index);
        Precision precision = options.precision();
        CudaProbe.require(index, precision);
        GpuQueue queue = new GpuQueue(index);
        try {
            KernelPlans plans = new KernelPlans(queue, precision, choice);
            return new CheckedDevice(new CudaDevice(queue, precision, plans));
        } catch (RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    @Override
    public Precision precision() {
        return precision;
    }

    /** Every precision trains. */
    @Override
    public void requireTraining() {}

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            Tensor a,
            Tensor b,
            Tensor c) {
        long[] sizes = c.shape();
        queue().use(
                        () ->
                                lane().products
                                        .multiply(
                                                transposeA,
                                                transposeB,
                                                accumulate,
                                                sizes[0],
                                                sizes[1],
                                                a.shape()[transposeA ? 0 : 1],
                                                a.pointer(),
                                                b.pointer(),
                                                c.pointer()));
    }

    @Override
    public void uniform(long seed, long stream, float low, float high, Tensor out) {
        queue().launch(
                        () ->
                                TimbrelCuda.uniform(
                                        seed,
                                        stream,
                                        low,
                                        high,
                                        out.size(),
                                        out.pointer(),
                                        queue().stream()));
    }

    @Override
    public KernelPlan recurrentPlan(RecurrentShape shape) {
        return plans.layer(shape, 1);
    }

    @Override
    public long recurrentChunk(RecurrentShape shape, int layers) {
        return plans.chunk(shape, layers);
    }

    @Override
    public void wavefront(int rows, int columns, WavefrontCell work) {
        lanes.wavefront(rows, columns, work);
    }

    /** Of whoever has the queue's turn. */
    private Lane lane() {
        return lanes.current();
    }

    @Override
    public void recurrentForward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            LayerState last,
            RecurrentTape tape) {
        queue().use(
                        () ->
                                lane().recurrence
                                        .forward(
                                                plans.layer(shape, lanes.beside()),
                                                shape,
                                                lengths,
                                                x,
                                                weights,
                                                mask,
                                                initial,
                                                y,
                                                last,
                                                tape));
    }

    @Override
    public void recurrentBackward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            RecurrentTape tape,
            Tensor dy,
            LayerState dLast,
            RecurrentGradients gradients) {
        queue().use(
                        () ->
                                lane().recurrence
                                        .backward(
                                                plans.layer(shape, lanes.beside()),
                                                shape,
                                                lengths,
                                                x,
                                                weights,
                                                mask,
                                                initial,
                                                y,
                                                tape,
                                                dy,
                                                dLast,
                                                gradients));
    }

    @Override
    public void clearPast(Indices lengths, Tensor x) {
        long[] sizes = x.shape();
        queue().launch(
                        () ->
                                TimbrelCuda.clearPast(
                                        sizes[0],
                                        sizes[1],
                                        sizes[2],
                                        lengths.pointer(),
                                        x.pointer(),
                                        queue().stream()));
    }

    @Override
    public void layerNormForward(Tensor x, Tensor gain, Tensor y, NormTape tape) {
        queue().launch(
                        () ->
                                TimbrelCuda.layerNormForward(
                                        x.size() / gain.size(),
                                        gain.size(),
                                        x.pointer(),
                                        gain.pointer(),
                                        y.pointer(),
                                        tape == null ? null : tape.normed().pointer(),
                                        tape == null ? null : tape.rstd().pointer(),
                                        queue().stream()));
    }

    @Override
    public void layerNormBackward(Tensor gain, NormTape tape, Tensor dy, Tensor dx, Tensor dGain) {
        queue().launch(
                        () ->
                                TimbrelCuda.layerNormBackward(
                                        dy.size() / gain.size(),
                                        gain.size(),
                                        gain.pointer(),
                                        tape.normed().pointer(),
                                        tape.rstd().pointer(),
                                        dy.pointer(),
                                        dx.pointer(),
                                        dGain.pointer(),
                                        queue().stream()));
    }

    @Override
    public void embeddingForward(int beside, Tensor tokens, Tensor table, Tensor y) {
        long[] sizes = table.shape();
        queue().launch(
                        () ->
                                TimbrelCuda.embeddingForward(
                                        tokens.size() / (1 + beside),
                                        sizes[0],
                                        sizes[1],
                                        beside,
                                        tokens.pointer(),
                                        table.pointer(),
                                        y.pointer(),
                                        queue().stream()));
    }

    @Override
    public void embeddingBackward(int beside, Tensor tokens, Tensor dy, Tensor dTable) {
        long[] sizes = dTable.shape();
        queue().launch(
                        () ->
                                TimbrelCuda.embeddingBackward(
                                        tokens.size() / (1 + beside),
                                        sizes[0],
                                        sizes[1],
                                        beside,
                                        tokens.pointer(),
                                        dy.pointer(),
                                        dTable.pointer(),
                                        queue().stream()));
    }

    @Override
    public void denseForward(boolean tanh, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        long[] sizes = weight.shape();
        long rows = x.size() / sizes[1];
        queue().use(
                        () -> {
                            lane().products
                                    .multiply(
                                            false,
                                            true,
                                            false,
                                            rows,
                                            sizes[0],
                                            sizes[1],
                                            x.pointer(),
                                            weight.pointer(),
                                            y.pointer());
                            queue().launch(
                                            () ->
                                                    TimbrelCuda.denseForward(
                                                            precision.code(),
                                                            rows,
                                                            sizes[1],
                                                            sizes[0],
                                                            tanh ? 1 : 0,
                                                            null,
                                                            null,
                                                            bias.pointer(),
                                                            y.pointer(),
                                                            queue().stream()));
                        });
    }

    @Override
    public void denseBackward(
            boolean tanh,
            Tensor x,
            Tensor weight,
            Tensor y,
            Tensor dy,
            Tensor dx,
            Tensor dWeight,
            Tensor dBias) {
        long[] sizes = weight.shape();
        long rows = x.size() / sizes[1];
        queue().use(
                        () -> {
                            queue().launch(
                                            () ->
                                                    TimbrelCuda.denseBackward(
                                                            precision.code(),
                                                            rows,
                                                            sizes[1],
                                                            sizes[0],
                                                            tanh ? 1 : 0,
                                                            null,
                                                            null,
                                                            y.pointer(),
                                                            dy.pointer(),
                                                            null,
                                                            null,
                                                            dBias.pointer(),
                                                            queue().stream()));
                            lane().products
                                    .multiply(
                                            true,
                                            false,
                                            true,
                                            sizes[0],
                                            sizes[1],
                                            rows,
                                            dy.pointer(),
                                            x.pointer(),
                                            dWeight.pointer());
                            if (dx != null) {
                                lane().products
                                        .multiply(
                                                false,
                                                false,
                                                false,
                                                rows,
                                                sizes[1],
                                                sizes[0],
                                                dy.pointer(),
                                                weight.pointer(),
                                                dx.pointer());
                            }
                        });
    }

    @Override
    public void dropout(Indices key, int layer, float probability, long from, Tensor x, Tensor y) {
        long[] sizes = y.shape();
        queue().launch(
                        () ->
                                TimbrelCuda.dropout(
                                        from,
                                        sizes[0],
                                        sizes[1],
                                        sizes[2],
                                        key.pointer(),
                                        key.pointer().getPointer(1),
                                        layer,
                                        probability,
                                        pointer(x),
                                        y.pointer(),
                                        queue().stream()));
    }

    @Override
    public void headLoss(
            NetworkShape shape,
            Indices lengths,
            long scoredFrom,
            Tensor outputs,
            Tensor targets,
            Tensor losses,
            Tensor dOutputs,
            Doubles sum) {
        long[] sizes = targets.shape();
        queue().launch(
                        () ->
                                TimbrelCuda.headLoss(
                                        shape.head().code(),
                                        sizes[0],
                                        sizes[1],
                                        shape.frameSize(),
                                        shape.components(),
                                        pointer(lengths),
                                        scoredFrom,
                                        shape.scaleFloor(),
                                        outputs.pointer(),
                                        targets.pointer(),
                                        losses.pointer(),
                                        pointer(dOutputs),
                                        sum.pointer(),
                                        lane().scratch.forLayer(sizes[1], 1),
                                        queue().stream()));
    }

    @Override
    public void adam(
            Doubles how,
            Tensor parameters,
            Tensor gradients,
            Tensor firstMoment,
            Tensor secondMoment,
            Doubles norm) {
        queue().launch(
                        () ->
                                TimbrelCuda.adam(
                                        parameters.size(),
                                        how.pointer(),
                                        parameters.pointer(),
                                        gradients.pointer(),
                                        firstMoment.pointer(),
                                        secondMoment.pointer(),
                                        norm.pointer(),
                                        lane().scratch.forLayer(1, 1),
                                        queue().stream()));
    }

    @Override
    public void sgd(
            Doubles how, Tensor parameters, Tensor gradients, Tensor velocity, Doubles norm) {
        queue().launch(
                        () ->
                                TimbrelCuda.sgd(
                                        parameters.size(),
                                        how.pointer(),
                                        parameters.pointer(),
                                        gradients.pointer(),
                                        velocity.pointer(),
                                        norm.pointer(),
                                        lane().scratch.forLayer(1, 1),
                                        queue().stream()));
    }

    @Override
    public KernelPlan generationPlan(NetworkShape shape, TextureShape texture, int slots) {
        return plans.generation(shape, texture, slots);
    }

    @Override
    public long generatorSize(NetworkShape shape, KernelPlan plan) {
        long[] size = new long[1];
        queue().launch(
                        () ->
                                TimbrelCuda.generatorSize(
                                        shape.fields(), precision.code(), size, plan.fields()));
        return size[0];
    }

    @Override
    public void packGenerator(PackedNetwork network, Tensor parameters) {
        queue().launch(
                        () ->
                                TimbrelCuda.generatorPack(
                                        network.shape().fields(),
                                        precision.code(),
                                        parameters.pointer(),
                                        network.weights().pointer(),
                                        network.plan().fields(),
                                        queue().stream()));
    }

    @Override
    public void generate(
            PackedNetwork network,
            long steps,
            GenerationSlots slots,
            GrammarArrays grammar,
            Tensor conditions,
            Tensor forced,
            Tensor out) {
        if (network.plan().kernels() == Kernels.PRODUCTS) {
            byProducts.generate(
                    new GenerationCall(
                            network,
                            steps,
                            slots,
                            grammar,
                            conditions,
                            null,
                            null,
                            null,
                            forced,
                            out));
            return;
        }
        queue().launch(
                        () ->
                                TimbrelCuda.generate(
                                        network.shape().fields(),
                                        precision.code(),
                                        network.weights().pointer(),
                                        steps,
                                        slots.count(),
                                        slots.active().pointer(),
                                        slots.seeds().pointer(),
                                        slots.streams().pointer(),
                                        slots.temperatures().pointer(),
                                        pointer(slots.topK()),
                                        pointer(slots.topP()),
                                        grammar == null ? null : grammar.fields(),
                                        pointer(conditions),
                                        pointer(forced),
                                        slots.positions().pointer(),
                                        pointer(slots.states()),
                                        slots.frames().pointer(),
                                        slots.h().pointer(),
                                        pointer(slots.c()),
                                        pointer(out),
                                        network.plan().fields(),
                                        queue().signal(),
                                        lane().scratch.forGeneration(network, null, slots.count()),
                                        queue().stream()));
    }

    @Override
    public void generateTexture(
            PackedNetwork network,
            TextureArrays texture,
            long steps,
            GenerationSlots slots,
            TextureState state,
            Tensor weights,
            Tensor forced,
            Tensor out) {
        if (network.plan().kernels() == Kernels.PRODUCTS) {
            byProducts.generate(
                    new GenerationCall(
                            network, steps, slots, null, null, texture, state, weights, forced,
                            out));
            return;
        }
        queue().launch(
                        () ->
                                TimbrelCuda.generateTexture(
                                        network.shape().fields(),
                                        texture.fields(),
                                        precision.code(),
                                        network.weights().pointer(),
                                        steps,
                                        slots.count(),
                                        slots.active().pointer(),
                                        slots.seeds().pointer(),
                                        slots.streams().pointer(),
                                        slots.temperatures().pointer(),
                                        pointer(slots.topK()),
                                        pointer(slots.topP()),
                                        pointer(weights),
                                        pointer(forced),
                                        slots.positions().pointer(),
                                        state.values().pointer(),
                                        state.last().pointer(),
                                        slots.h().pointer(),
                                        pointer(slots.c()),
                                        pointer(out),
                                        network.plan().fields(),
                                        queue().signal(),
                                        lane().scratch
                                                .forGeneration(network, texture, slots.count()),
                                        queue().stream()));
    }

    static FloatPointer pointer(Tensor tensor) {
        return tensor == null ? null : tensor.pointer();
    }

    static LongPointer pointer(Indices indices) {
        return indices == null ? null : indices.pointer();
    }

    /** Frees all but tensors, which their owners close. A second call does nothing. */
    @Override
    public void close() {
        if (queue().finish()) {
            byProducts.close();
            lanes.close();
            super.close();
            queue().close();
        }
    }
}
