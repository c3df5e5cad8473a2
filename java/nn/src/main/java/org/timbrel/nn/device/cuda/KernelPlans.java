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

    /** Of tb_card: five numbers, and how many clusters of 16, 8, 4 and 2 blocks there are. */
    private static final int CARD_WORDS = 9;

    private static final int CARD_MULTIPROCESSORS = 1;
    private static final int CARD_CLUSTERS = 5;

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
        } catch (IllegalArgumentException e) {
            return "kernels: none, for " + e.getMessage();
        }
        if (choice == KernelChoice.PLAIN) {
            return "kernels: plain, as %s asks".formatted(KernelChoice.VARIABLE);
        }
        if (choice != KernelChoice.PROVEN) {
            return "kernels: %s where they serve, as %s asks"
                    .formatted(choice, KernelChoice.VARIABLE);
        }
        KernelPlan plan = smallLayer(capability, choice);
        if (plan.kernels() != Kernels.PLAIN) {
            return "kernels: %s where they serve".formatted(plan.kernels());
        }
        boolean teams = smallLayer(capability, KernelChoice.FASTEST).kernels() != Kernels.PLAIN;
        return "kernels: plain: %s (%s=%s)"
                .formatted(
                        plan.why(),
                        KernelChoice.VARIABLE,
                        teams
                                ? "fastest takes the best nevertheless"
                                : "products generates by products of all streams at once");
    }

    /**
     * On a card that has room for anything: what is asked is which kernels were right on its kind.
     */
    private static KernelPlan smallLayer(int capability, KernelChoice choice) {
        long clusters = capability < 90 ? 0 : 16;
        long[] card = {
            capability, 132, 227 << 10, 1, clusters / 2, 0, clusters, 2 * clusters, 4 * clusters
        };
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
        return KernelPlan.of(words);
    }

    /**
     * Planned once for every size.
     *
     * @param beside layers that share the GPU, this one among them: each has its part
     */
    KernelPlan layer(RecurrentShape shape, int beside) {
        return layers.computeIfAbsent(
                new Layer(
                        shape.cell(), shape.layerNorm(), shape.batch(), shape.hiddenSize(), beside),
                this::plan);
    }

    /**
     * As {@link org.timbrel.nn.device.Device#recurrentChunk}. Layers run beside each other where
     * clusters serve them, and would do so with a part of the GPU each: a cluster's blocks are
     * placed together or not at all, and no team waits for another, so that whatever finds no room
     * waits its turn. Nothing promises that of two grids beside each other.
     */
    long chunk(RecurrentShape shape, int count) {
        boolean served =
                count > 1
                        && !shape.layerNorm()
                        && layer(shape, 1).kernels() == Kernels.CLUSTERS
                        && layer(shape, count).kernels() == Kernels.CLUSTERS;
        return served ? ChunkLength.of(shape.steps(), count) : shape.steps();
    }

    /** The whole card's words, or those of a part of it. */
    private long[] share(int beside) {
        long[] part = card.clone();
        part[CARD_MULTIPROCESSORS] /= beside;
        for (int word = CARD_CLUSTERS; word < CARD_WORDS; word++) {
            part[word] /= beside;
        }
        return part;
    }

    /** Not in the queue's turn: whoever has that may wait for this map. */
    private KernelPlan plan(Layer layer) {
        long[] words = new long[KernelPlan.WORDS];
        int status =
                TimbrelCuda.planRecurrent(
                        share(layer.beside),
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

    private record Layer(Cell cell, boolean layerNorm, long batch, long hiddenSize, int beside) {}
}
