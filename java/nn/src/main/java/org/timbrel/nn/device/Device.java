// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.nio.FloatBuffer;

/**
 * What can compute: memory, copies, large products, and the kernels of timbrel.h, which has the
 * equations and says what every array holds. Networks and training are written once against this.
 *
 * <p>T time steps, N sequences in a batch, D frame size, I input size, H hidden size, K mixture
 * components. Every array is checked against its shape before anything is written: {@link
 * IllegalArgumentException}; {@link DeviceMemoryException} where memory runs out, {@link
 * DeviceException} where the device fails. The same call gives the same bits on the same device.
 * Several threads may use a device at once, on outputs that do not overlap.
 *
 * <pre>{@code
 * try (Device device = Devices.open("auto");
 *         Tensor x = device.zeros(steps, batch, frameSize)) {
 *     x.copyFrom(values);
 * }
 * }</pre>
 */
public interface Device extends AutoCloseable {

    /** How {@code --device} calls it: {@code cpu}, {@code cuda:0}. */
    String name();

    /** What operands of products are rounded to. */
    Precision precision();

    /**
     * Whether networks can be trained in {@link #precision()}; generating can always be done.
     *
     * @throws DeviceException with the reason, where they cannot
     */
    void requireTraining();

    /**
     * Whether calls return before their work is done, so that whoever called can do something else
     * meanwhile, and give it more. It is done in the order of the calls in any case.
     */
    boolean isAsynchronous();

    /** A new tensor of zeros; the caller closes it. */
    Tensor zeros(long... shape);

    /** New integers; the caller closes them. */
    Indices indices(long... values);

    /**
     * New numbers in double precision: an optimizer's settings, results; the caller closes them.
     */
    Doubles doubles(double... values);

    /** Sets every element to zero. */
    void zero(Tensor tensor);

    /** Copies what remains in {@code source}, whose position stays, to the first elements. */
    void write(FloatBuffer source, Tensor target);

    /** Copies the first elements to what remains in {@code target}, whose position stays. */
    void read(Tensor source, FloatBuffer target);

    /**
     * A way to read results while the device goes on; the caller closes it. Where the device is not
     * {@linkplain #isAsynchronous asynchronous} the results are there already when reading begins.
     *
     * @param most values that are read at once, at least 0
     */
    ReadBack readBack(int most);

    /** Copies every element of {@code source}. */
    void copy(Tensor source, Tensor target);

    /** Sets every element. */
    void write(long[] source, Indices target);

    /** Reads every element. */
    void read(Indices source, long[] target);

    /** Sets every element. */
    void write(double[] source, Doubles target);

    /** Reads every element, once all work that was begun before is done. */
    void read(Doubles source, double[] target);

    /**
     * Work that is done many times: calls of this device on arrays that stay the same; what they
     * hold may change between two runs. A GPU makes the calls once as they are, notes them down
     * when they are made again, and from then on replays them at once; others make them every time.
     * The work must make the same calls every time, must write nothing from the host and read
     * nothing back.
     */
    Recording record(Runnable work);

    /**
     * Work in the cells of a table, each of which builds on those before it in its row and on those
     * of the rows before in its column, and on nothing else of the table. A GPU works on the rows
     * beside each other as far as that allows; others make the calls one after the other, column by
     * column. In any case what was begun before comes before all cells, and what is begun later
     * after them.
     *
     * @param work of a cell, called once for each by this thread: calls of this device alone, but
     *     for this one
     */
    void wavefront(int rows, int columns, WavefrontCell work);

    /**
     * C = A B, or C + A B.
     *
     * @param a [M,K], or [K,M] if transposed
     * @param b [K,N], or [N,K] if transposed
     * @param c [M,N] out
     */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            Tensor a,
            Tensor b,
            Tensor c);

    /** Uniform values in low..high from Philox, keyed by seed and stream. */
    void uniform(long seed, long stream, float low, float high, Tensor out);

    /** How {@link #recurrentForward} computes layers of such sizes, one after the other. */
    KernelPlan recurrentPlan(RecurrentShape shape);

    /**
     * How many steps the cells of a {@link #wavefront} should have whose rows are layers: fewer
     * than all where the device works on several layers beside each other, all where one after the
     * other is best.
     *
     * @param shape of one of them, with all T steps
     */
    long recurrentChunk(RecurrentShape shape, int layers);

    /**
     * One recurrent layer over a sequence. From a sequence's length on its outputs are zero and its
     * state stands still, as with PyTorch's packed sequences. On the CPU chunks with the state
     * carried give the same bits as the whole, and a sequence the same bits in any batch. On a GPU
     * W_ih x comes from a library of products that does not promise this: there only the same call
     * gives the same bits. {@link #generate} is independent of company on every device.
     *
     * @param lengths [N], the steps of each sequence, 0..T; null: T for all
     * @param x [T,N,I], cleared past each length ({@link #clearPast}); null: {@code tape.gates()}
     *     holds W_ih x already, as where that is normalised
     * @param mask [N,H], what h is multiplied with before W_hh; null: ones
     * @param initial h and c before the first step, [N,H] each; null: zeros
     * @param y [T,N,H] out: h of every step
     * @param last [N,H] each, out: h and c after each sequence's own last step; may be {@code
     *     initial}
     * @param tape out: what the way back needs; null: not stored
     */
    void recurrentForward(
            RecurrentShape shape,
            Indices lengths,
            Tensor x,
            RecurrentWeights weights,
            Tensor mask,
            LayerState initial,
            Tensor y,
            LayerState last,
            RecurrentTape tape);

    /**
     * The way back through {@link #recurrentForward}, with its arguments and results.
     *
     * @param initial what the forward pass began with: not overwritten since
     * @param dy [T,N,H], the gradient of y; what stands past a length has no influence
     * @param dLast of the last state; null: zeros
     */
    void recurrentBackward(
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
            RecurrentGradients gradients);

    /**
     * Zeros where a sequence has no steps.
     *
     * @param lengths [N], 0..T
     * @param x [T,N,W] in and out
     */
    void clearPast(Indices lengths, Tensor x);

    /**
     * Layer norm of every row, without a shift: y = gain (x − mean) / √(variance + 1e-5).
     *
     * @param x [R,W]
     * @param gain [W]
     * @param y [R,W] out, may be {@code x}
     * @param tape out: what the way back needs; null: not stored
     */
    void layerNormForward(Tensor x, Tensor gain, Tensor y, NormTape tape);

    /**
     * The way back through {@link #layerNormForward}.
     *
     * @param dy [R,W]
     * @param dx [R,W] out, may be {@code dy}
     * @param dGain [W], added to
     */
    void layerNormBackward(Tensor gain, NormTape tape, Tensor dy, Tensor dx, Tensor dGain);

    /**
     * Rows of a table, and what goes on beside them unchanged.
     *
     * @param beside C, values beside a token, at least 0
     * @param tokens [R,1+C], a whole number in 0..V − 1 and C values
     * @param table [V,M]
     * @param y [R,M+C] out
     */
    void embeddingForward(int beside, Tensor tokens, Tensor table, Tensor y);

    /**
     * The way back through {@link #embeddingForward}.
     *
     * @param dy [R,M+C]
     * @param dTable [V,M], added to
     */
    void embeddingBackward(int beside, Tensor tokens, Tensor dy, Tensor dTable);

    /**
     * y = x Wᵀ + b, or tanh of that, row by row.
     *
     * @param x [R,I]
     * @param weight [O,I]
     * @param bias [O]
     * @param y [R,O] out
     */
    void denseForward(boolean tanh, Tensor x, Tensor weight, Tensor bias, Tensor y);

    /**
     * The way back through {@link #denseForward}.
     *
     * @param y what it gave
     * @param dy [R,O] in; out: the gradient before tanh
     * @param dx [R,I] out; null: not wanted
     * @param dWeight [O,I], added to
     * @param dBias [O], added to
     */
    void denseBackward(
            boolean tanh,
            Tensor x,
            Tensor weight,
            Tensor y,
            Tensor dy,
            Tensor dx,
            Tensor dWeight,
            Tensor dBias);

    /**
     * y = x · mask / (1 − probability): the way forward, and with gradients the way back. A
     * sequence's mask depends neither on the others nor on their number.
     *
     * @param key what masks are drawn from, [2]: the seed and the step of the training run; the
     *     step in 0..2^32 − 1
     * @param layer which of a network's masks
     * @param from t of the first row, so that chunks of a sequence are masked as the whole is
     * @param x [T,N,W]; null: ones
     * @param y [T,N,W] out, may be {@code x}
     */
    void dropout(Indices key, int layer, float probability, long from, Tensor x, Tensor y);

    /**
     * The head's losses; timbrel.h says which a head has.
     *
     * @param shape which head, D and K; its layers are not looked at
     * @param lengths [N] or null: T for all
     * @param scoredFrom steps before this one are not scored
     * @param outputs [T,N,P] of the head
     * @param targets [T,N,D], cleared past each length
     * @param losses [T,N] out, zero where not scored
     * @param dOutputs [T,N,P] out: the gradient of the sum; null: not wanted
     * @param sum [1] out: over scored steps, added in one order, in double precision
     */
    void headLoss(
            NetworkShape shape,
            Indices lengths,
            long scoredFrom,
            Tensor outputs,
            Tensor targets,
            Tensor losses,
            Tensor dOutputs,
            Doubles sum);

    /**
     * Changes the parameters by one step of Adam. Where the gradients' norm is not finite nothing
     * is changed.
     *
     * @param how [8], the values of an {@link AdamStep}
     * @param firstMoment of the parameters' size, zeros before the first step
     * @param secondMoment likewise
     * @param norm [1] out: of the scaled gradients before clipping
     */
    void adam(
            Doubles how,
            Tensor parameters,
            Tensor gradients,
            Tensor firstMoment,
            Tensor secondMoment,
            Doubles norm);

    /**
     * Changes the parameters by one step of gradient descent. Where the gradients' norm is not
     * finite nothing is changed.
     *
     * @param how [5], the values of an {@link SgdStep}
     * @param velocity of the parameters' size, zeros before the first step
     * @param norm [1] out: of the scaled gradients before clipping
     */
    void sgd(Doubles how, Tensor parameters, Tensor gradients, Tensor velocity, Doubles norm);

    /**
     * How a network is generated with in N slots. It does not depend on how many of them are in
     * use; {@link PackedNetwork#of} fixes it when a network is loaded.
     *
     * @param texture that the network drives; null: none
     * @param slots N, at least 1
     */
    KernelPlan generationPlan(NetworkShape shape, TextureShape texture, int slots);

    /** Floats of the weights that {@link #packGenerator} lays out. */
    long generatorSize(NetworkShape shape, KernelPlan plan);

    /**
     * Lays the parameters out as {@link #generate} reads them.
     *
     * @param network whose weights, at least {@link #generatorSize} floats, are out
     * @param parameters in the order of {@code Parameters}
     */
    void packGenerator(PackedNetwork network, Tensor parameters);

    /**
     * Advances every active slot by {@code steps}: layers, head, sampling, and the sampled frame
     * fed back. A stream's frames are the same bits at any number of slots that the same kernels
     * serve, in any of them, and whenever it joined; those of {@link Kernels#PRODUCTS} beside any
     * streams, but perhaps not at another number of slots.
     *
     * @param network planned for as many slots, and packed
     * @param grammar of what may follow what, in {@code slots.states}; a slot that has ended
     *     repeats its frame, and nothing of it moves; null: none
     * @param conditions [steps,N,C], those of the frame that a step makes; null where C = 0
     * @param forced [steps,N,D], frames that are fed instead of sampled ones, so that only the
     *     state moves: nothing is sampled and positions stand; null: none
     * @param out [steps,N,D] out: the sampled frames, zero where a slot is not active; null with
     *     {@code forced}
     */
    void generate(
            PackedNetwork network,
            long steps,
            GenerationSlots slots,
            GrammarArrays grammar,
            Tensor conditions,
            Tensor forced,
            Tensor out);

    /**
     * Advances every active slot of a texture by {@code steps}: the network chooses the clusters of
     * the innovations that are added to what the linear part predicts. Bits are as in {@link
     * #generate}.
     *
     * @param network over {@link TextureShape#inputSize} values with K categories, planned for the
     *     texture and as many slots, and packed
     * @param slots whose frames are not looked at
     * @param weights [steps,N,C], of the sounds; at least 0, and 1 together; null: the first sound
     *     alone
     * @param forced [steps,N,D], frames that are taken as they are instead of drawn ones: nothing
     *     is drawn and positions stand; null: none
     * @param out [steps,N,D] out: the frames, zero where a slot is not active; null with {@code
     *     forced}
     */
    void generateTexture(
            PackedNetwork network,
            TextureArrays texture,
            long steps,
            GenerationSlots slots,
            TextureState state,
            Tensor weights,
            Tensor forced,
            Tensor out);

    /** Frees what the device holds; its tensors must be closed before. */
    @Override
    void close();
}
