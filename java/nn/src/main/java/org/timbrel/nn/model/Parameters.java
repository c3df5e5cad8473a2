// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.RecurrentWeights;
import org.timbrel.nn.device.Tensor;

/**
 * The parameters of a network, or anything of their shape (gradients, an optimizer's moments):
 * named tensors that lie one behind the other in one flat tensor, so that an optimizer's step is
 * one call. Closing frees all of them.
 *
 * <pre>{@code
 * Parameters(Device device, NetworkSpec spec)         zeros
 * NetworkSpec spec()
 * Tensor flat()                                       [spec.parameterCount()]
 * Map<String, Tensor> tensors()   Tensor get(name)    in order; views of flat()
 * void initialise(long seed, float forgetBias)
 * void copyFrom(Parameters source)   void zero()
 * }</pre>
 */
public final class Parameters implements AutoCloseable {

    private final Device device;
    private final NetworkSpec spec;
    private final Tensor flat;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** Zeros. */
    public Parameters(Device device, NetworkSpec spec) {
        this.device = device;
        this.spec = spec;
        flat = device.zeros(spec.parameterCount());
        for (ParameterShape shape : spec.parameterShapes()) {
            tensors.put(shape.name(), flat.view(shape.offset(), shape.dimensions()));
        }
    }

    /** The network they are of. */
    public NetworkSpec spec() {
        return spec;
    }

    /** All of them, in the order of {@link NetworkSpec#parameterShapes}. */
    public Tensor flat() {
        return flat;
    }

    /** Every tensor by its name, in order; they share the memory of {@link #flat}. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * The tensor of a name, a view of {@link #flat}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "there is no parameter %s among %s".formatted(name, tensors.keySet()));
        }
        return tensor;
    }

    /**
     * Draws every parameter as PyTorch does, uniform within 1 / √H, from Philox keyed by the seed
     * and the parameter's place. An embedding is uniform within √3, so that it has mean 0 and
     * variance 1, as PyTorch's and as normalised frames have; the gains of layer norms are 1.
     *
     * @param seed the same seed draws the same parameters on any device
     * @param forgetBias sets the forget gates' summed bias of an LSTM instead of drawing it, 1
     *     being usual (Jozefowicz et al. 2015: a cell remembers at first); 0: drawn as PyTorch does
     */
    public void initialise(long seed, float forgetBias) {
        // Every product but the first layer's with x sums over H; PyTorch takes H there too.
        float usual = (float) (1 / Math.sqrt(spec.hiddenSize()));
        int place = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            float limit =
                    entry.getKey().equals(ParameterLayout.EMBEDDING) ? (float) Math.sqrt(3) : usual;
            device.uniform(seed, place++, -limit, limit, entry.getValue());
        }
        for (int layer = 0; layer < spec.layers(); layer++) {
            if (spec.layerNorm()) {
                fill(recurrent("norm_ih", layer), 1);
                fill(recurrent("norm_hh", layer), 1);
            }
            if (forgetBias != 0 && spec.cell() == Cell.LSTM) {
                fill(forgetBlock("bias_ih", layer), forgetBias);
                forgetBlock("bias_hh", layer).zero();
            }
        }
    }

    private Tensor forgetBlock(String bias, int layer) {
        return recurrent(bias, layer).view(spec.hiddenSize(), spec.hiddenSize());
    }

    private static void fill(Tensor tensor, float value) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        Arrays.fill(values, value);
        tensor.copyFrom(values);
    }

    /**
     * Copies all of them.
     *
     * @throws IllegalArgumentException if they are of another size
     */
    public void copyFrom(Parameters source) {
        flat.copyFrom(source.flat);
    }

    /** Sets all of them to zero. */
    public void zero() {
        flat.zero();
    }

    /** What the recurrence takes; with layer norm W_ih x is made before it. */
    RecurrentWeights layer(int layer) {
        return new RecurrentWeights(
                spec.layerNorm() ? null : recurrent("weight_ih", layer),
                recurrent("weight_hh", layer),
                recurrent("bias_ih", layer),
                recurrent("bias_hh", layer),
                spec.layerNorm() ? recurrent("norm_hh", layer) : null);
    }

    Tensor recurrent(String name, int layer) {
        return get(ParameterLayout.recurrent(spec, name, layer));
    }

    Tensor dense(String name, int layer) {
        return get(ParameterLayout.dense(name, layer));
    }

    @Override
    public void close() {
        flat.close();
    }
}
