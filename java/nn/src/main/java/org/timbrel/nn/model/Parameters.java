// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.LstmWeights;
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

    private final NetworkSpec spec;
    private final Tensor flat;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** Zeros. */
    public Parameters(Device device, NetworkSpec spec) {
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
     * Draws every parameter as PyTorch does, uniform within 1 / √H for the LSTM and 1 / √fan-in for
     * dense layers and the head, from Philox keyed by the seed and the parameter's place.
     *
     * @param seed the same seed draws the same parameters on any device
     * @param forgetBias sets the forget gates' summed bias instead of drawing it, 1 being usual
     *     (Jozefowicz et al. 2015: a cell remembers at first); 0: drawn as PyTorch does
     */
    public void initialise(long seed, float forgetBias) {
        List<ParameterShape> shapes = spec.parameterShapes();
        for (int k = 0; k < shapes.size(); k++) {
            // Every product but the first layer's with x sums over H; PyTorch takes H there too.
            float limit = (float) (1 / Math.sqrt(spec.hiddenSize()));
            Tensor tensor = tensors.get(shapes.get(k).name());
            tensor.device().uniform(seed, k, -limit, limit, tensor);
        }
        if (forgetBias != 0) {
            float[] ones = new float[spec.hiddenSize()];
            Arrays.fill(ones, forgetBias);
            for (int layer = 0; layer < spec.layers(); layer++) {
                forgetBlock("lstm.bias_ih_l" + layer).copyFrom(ones);
                forgetBlock("lstm.bias_hh_l" + layer).zero();
            }
        }
    }

    private Tensor forgetBlock(String bias) {
        return get(bias).view(spec.hiddenSize(), spec.hiddenSize());
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

    LstmWeights lstm(int layer) {
        return new LstmWeights(
                get("lstm.weight_ih_l" + layer),
                get("lstm.weight_hh_l" + layer),
                get("lstm.bias_ih_l" + layer),
                get("lstm.bias_hh_l" + layer));
    }

    @Override
    public void close() {
        flat.close();
    }
}
