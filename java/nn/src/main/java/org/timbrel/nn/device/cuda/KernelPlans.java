// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.Kernels;
import org.timbrel.nn.device.NativeStatus;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.device.TextureShape;

/**
 * The plans of one GPU in one precision. A plan does not change while the GPU is open, so that
 * neither do the bits of what it computes.
 */
final class KernelPlans {

    private static final Logger LOG = System.getLogger(KernelPlans.class.getName());
    private static final int CARD_WORDS = 6;

    private final GpuQueue queue;
    private final Precision precision;
    private final KernelChoice choice;
    private final long[] card = new long[CARD_WORDS];
    private final Map<Layer, KernelPlan> layers = new ConcurrentHashMap<>();

    /** Reasons that were told. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * @throws DeviceException if the library has no code for this GPU
     */
    KernelPlans(GpuQueue queue, Precision precision, KernelChoice choice) {
        this.queue = queue;
        this.precision = precision;
        this.choice = choice;
        try {
            queue.launch(() -> TimbrelCuda.card(card));
        } catch (UnsupportedOperationException e) {
            throw new DeviceException(queue.name() + ": " + e.getMessage());
        }
    }

    /** texture: null where there is none. */
    KernelPlan generation(NetworkShape shape, TextureShape texture, int slots) {
        long[] words = new long[KernelPlan.WORDS];
        queue.launch(
                () ->
                        TimbrelCuda.planGeneration(
                                card,
                                shape.fields(),
                                texture == null ? null : texture.fields(),
                                precision.code(),
                                slots,
                                choice.wanted,
                                words));
        return told(KernelPlan.of(words), "generation with %d slots".formatted(slots));
    }

    /**
     * What the process asks for, or what it gets where it asks for nothing; without a word to the
     * GPU.
     */
    static String described(int capability) {
        KernelChoice choice;
        try {
            choice = KernelChoice.ofEnvironment();
        } catch (DeviceException e) {
            return "kernels: none, for " + e.getMessage();
        }
        if (choice != KernelChoice.PROVEN) {
            return "kernels: %s, as %s asks".formatted(choice, KernelChoice.VARIABLE);
        }
        // Such as has room for anything: what is asked is which kernels were right on its kind.
        long[] card = {capability, 132, 227 << 10, capability < 90 ? 0 : 8, 16, 1};
        long[] words = new long[KernelPlan.WORDS];
        int status =
                TimbrelCuda.planRecurrent(
                        card,
                        Cell.LSTM.code(),
                        Precision.FP32.code(),
                        1,
                        64,
                        0,
                        choice.wanted,
                        words);
        if (status != NativeStatus.OK) {
            throw NativeStatus.exception(status, TimbrelCuda.lastError());
        }
        KernelPlan plan = KernelPlan.of(words);
        return plan.kernels() != Kernels.PLAIN
                ? "kernels: %s, where they serve".formatted(plan.kernels())
                : "kernels: plain: %s (%s=fastest takes the fastest nevertheless)"
                        .formatted(plan.why(), KernelChoice.VARIABLE);
    }

    /** Planned once for every size. */
    KernelPlan layer(RecurrentShape shape) {
        return layers.computeIfAbsent(
                new Layer(shape.cell(), shape.layerNorm(), shape.batch(), shape.hiddenSize()),
                this::plan);
    }

    /** Not in the queue's turn: whoever has that may wait for this map. */
    private KernelPlan plan(Layer layer) {
        long[] words = new long[KernelPlan.WORDS];
        int status =
                TimbrelCuda.planRecurrent(
                        card,
                        layer.cell.code(),
                        precision.code(),
                        layer.batch,
                        layer.hiddenSize,
                        layer.layerNorm ? 1 : 0,
                        choice.wanted,
                        words);
        if (status != NativeStatus.OK) {
            throw NativeStatus.exception(status, TimbrelCuda.lastError());
        }
        return told(
                KernelPlan.of(words),
                "a layer of %d units with %d sequences".formatted(layer.hiddenSize, layer.batch));
    }

    /**
     * Says once where what was asked for cannot be had; to whoever asks: `timbrel devices --model`
     * tells everybody.
     */
    private KernelPlan told(KernelPlan plan, String work) {
        if (choice.isWish() && plan.kernels() == Kernels.PLAIN && told.add(work + plan.why())) {
            LOG.log(
                    Level.DEBUG,
                    "{0}: {1} has the plain kernels, not {2}={3}: {4}",
                    queue.name(),
                    work,
                    KernelChoice.VARIABLE,
                    choice,
                    plan.why());
        }
        return plan;
    }

    private record Layer(Cell cell, boolean layerNorm, long batch, long hiddenSize) {}
}
