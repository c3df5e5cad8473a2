// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.timbrel.bench.TimbrelNetwork;
import org.timbrel.nn.model.Parameters;

/**
 * {@code torch.nn.LSTM} and {@code torch.nn.Linear} with the weights of our network, eager: what a
 * user of PyTorch would write.
 */
final class TorchNetwork {

    private static final int FRAME_SIZE = TimbrelNetwork.FRAME_SIZE;

    /** {@code at::Reduction::Sum}. */
    private static final long SUM = 2;

    private final LSTMImpl lstm;
    private final LinearImpl head;
    private final int hidden;
    private final int layers;
    private final int threads;
    private final ScalarType type;
    private final boolean autocast;

    /**
     * @param parameters whose values are copied
     * @param precision {@code fp32}; {@code bf16}: the modules cast to it; {@code autocast}: fp32
     *     weights, products in bf16
     */
    TorchNetwork(Parameters parameters, int threads, String precision) {
        this.threads = threads;
        hidden = parameters.spec().hiddenSize();
        layers = parameters.spec().layers();
        autocast = precision.equals("autocast");
        type = precision.equals("bf16") ? ScalarType.BFloat16 : ScalarType.Float;
        torch.set_num_threads(threads);
        LSTMOptions options = new LSTMOptions(FRAME_SIZE, hidden);
        options.num_layers().put(layers);
        lstm = new LSTMImpl(options);
        head = new LinearImpl(hidden, FRAME_SIZE);
        copy(parameters);
        lstm.to(type, false);
        head.to(type, false);
    }

    private void copy(Parameters parameters) {
        TorchScope.frozen(
                () -> targets().forEach((name, target) -> fill(target, parameters, name)));
    }

    private static void fill(Tensor target, Parameters parameters, String name) {
        float[] values = parameters.get(name).toArray();
        target.copy_(tensor(values, values.length).view_as(target));
    }

    /** Our names, PyTorch's tensors. */
    private Map<String, Tensor> targets() {
        Map<String, Tensor> targets = new LinkedHashMap<>();
        StringTensorDict named = lstm.named_parameters();
        for (long k = 0; k < named.size(); k++) {
            targets.put("lstm." + named.get(k).key().getString(), named.get(k).value());
        }
        targets.put("head.weight", head.weight());
        targets.put("head.bias", head.bias());
        return targets;
    }

    /** A tensor of its own memory. */
    static Tensor tensor(float[] values, long... shape) {
        try (FloatPointer memory = new FloatPointer(values)) {
            return torch.from_blob(memory, shape).clone();
        }
    }

    private static float[] values(Tensor tensor) {
        Tensor plain = tensor.detach().to(ScalarType.Float).contiguous();
        float[] values = new float[(int) plain.numel()];
        new FloatPointer(plain.data_ptr()).get(values);
        return values;
    }

    /** A batch in the precision at hand, [steps,batch,80]. */
    Tensor input(float[] values, int steps, int batch) {
        Tensor tensor = tensor(values, steps, batch, FRAME_SIZE);
        return type == ScalarType.Float ? tensor : tensor.to(type);
    }

    /** The thread that computes is told each time: some of PyTorch's settings are a thread's own. */
    private void settle() {
        if (torch.get_num_threads() != threads) {
            torch.set_num_threads(threads);
        }
        torch.set_autocast_enabled(DeviceType.CPU, autocast);
        if (autocast) {
            torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
        }
    }

    /** Streams of frames of zeros and states of zeros: {@code frame, h, c}. */
    Tensor[] streams(int batch) {
        return new Tensor[] {
            input(new float[batch * FRAME_SIZE], 1, batch),
            torch.zeros(layers, batch, hidden).to(type),
            torch.zeros(layers, batch, hidden).to(type)
        };
    }

    /**
     * Advances streams, one step of {@code nn.LSTM} and the head at a time.
     *
     * @param streams of {@link #streams}, replaced by where they end
     * @param out [steps,batch,80]; null: not copied
     */
    void generate(int steps, Tensor[] streams, float[] out) {
        settle();
        TorchScope.inference(
                () -> {
                    replace(streams, advance(steps, streams, out));
                    return null;
                });
    }

    private Tensor[] advance(int steps, Tensor[] streams, float[] out) {
        Tensor frame = streams[0];
        T_TensorTensor_T state = new T_TensorTensor_T(streams[1], streams[2]);
        for (int step = 0; step < steps; step++) {
            T_TensorT_TensorTensor_T_T result = lstm.forward(frame, state);
            state = result.get1();
            frame = head.forward(result.get0());
            if (out != null) {
                float[] values = values(frame);
                System.arraycopy(values, 0, out, step * values.length, values.length);
            }
        }
        return new Tensor[] {frame, state.get0(), state.get1()};
    }

    /** Keeps the ends beyond the scope that made them, until the next call. */
    private static void replace(Tensor[] streams, Tensor[] ends) {
        for (int k = 0; k < ends.length; k++) {
            Tensor old = streams[k];
            streams[k] = ends[k].clone();
            streams[k].retainReference();
            old.close();
        }
    }

    /** The way forward without a gradient; returns the loss. */
    double forward(Tensor inputs, Tensor targets) {
        settle();
        return TorchScope.inference(() -> (double) loss(inputs, targets).item_float());
    }

    /** Forward and backward, gradients from zero; returns the loss. */
    double train(Tensor inputs, Tensor targets) {
        settle();
        return TorchScope.recorded(
                () -> {
                    lstm.zero_grad(true);
                    head.zero_grad(true);
                    Tensor loss = loss(inputs, targets);
                    loss.backward();
                    return (double) loss.item_float();
                });
    }

    /** As ours: the sum over steps of the mean over the frame of the squared error. */
    private Tensor loss(Tensor inputs, Tensor targets) {
        Tensor y = head.forward(lstm.forward(inputs).get0());
        return torch.mse_loss(y.to(ScalarType.Float), targets, SUM)
                .div(new Scalar((float) FRAME_SIZE));
    }

    /** [T,N,80]: what the head gives. */
    float[] outputs(Tensor inputs) {
        settle();
        return TorchScope.inference(() -> values(head.forward(lstm.forward(inputs).get0())));
    }

    /** Gradients of the last {@link #train}, by our names. */
    Map<String, float[]> gradients() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        targets().forEach((name, tensor) -> gradients.put(name, values(tensor.grad())));
        return gradients;
    }
}
