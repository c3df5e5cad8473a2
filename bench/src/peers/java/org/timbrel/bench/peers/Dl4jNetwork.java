// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.timbrel.bench.TimbrelNetwork;
import org.timbrel.nn.model.Parameters;

/** DL4J's LSTM layers and a linear output layer with the weights of our network. */
final class Dl4jNetwork {

    private static final int FRAME_SIZE = TimbrelNetwork.FRAME_SIZE;

    /** Our gate i, f, g or o in the place of DL4J's: its first is our g, its last our i. */
    private static final int[] GATE = {2, 1, 3, 0};

    private final MultiLayerNetwork network;
    private final int hidden;

    Dl4jNetwork(Parameters parameters) {
        hidden = parameters.spec().hiddenSize();
        int layers = parameters.spec().layers();
        network = new MultiLayerNetwork(configuration(layers));
        network.init();
        for (int layer = 0; layer < layers; layer++) {
            int inputs = layer == 0 ? FRAME_SIZE : hidden;
            fill(layer + "_W", transposed(parameters, "lstm.weight_ih_l" + layer, inputs));
            fill(layer + "_RW", transposed(parameters, "lstm.weight_hh_l" + layer, hidden));
            INDArray biases = transposed(parameters, "lstm.bias_ih_l" + layer, 1);
            fill(layer + "_b", biases.add(transposed(parameters, "lstm.bias_hh_l" + layer, 1)));
        }
        float[] head = parameters.get("head.weight").toArray();
        fill(layers + "_W", Nd4j.create(head, new int[] {FRAME_SIZE, hidden}).transpose());
        float[] bias = parameters.get("head.bias").toArray();
        fill(layers + "_b", Nd4j.create(bias, new int[] {1, FRAME_SIZE}));
    }

    private MultiLayerConfiguration configuration(int layers) {
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder().list();
        for (int layer = 0; layer < layers; layer++) {
            builder.layer(
                    new LSTM.Builder()
                            .nIn(layer == 0 ? FRAME_SIZE : hidden)
                            .nOut(hidden)
                            .activation(Activation.TANH)
                            .gateActivationFunction(Activation.SIGMOID)
                            .build());
        }
        builder.layer(
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(hidden)
                        .nOut(FRAME_SIZE)
                        .activation(Activation.IDENTITY)
                        .build());
        return builder.build();
    }

    private void fill(String name, INDArray values) {
        network.getParam(name).assign(values);
    }

    /** [columns,4H] of our [4H,columns], the gates in DL4J's order. */
    private INDArray transposed(Parameters parameters, String name, int columns) {
        float[] ours = parameters.get(name).toArray();
        float[] theirs = new float[ours.length];
        for (int gate = 0; gate < GATE.length; gate++) {
            for (int unit = 0; unit < hidden; unit++) {
                for (int column = 0; column < columns; column++) {
                    theirs[column * 4 * hidden + gate * hidden + unit] =
                            ours[(GATE[gate] * hidden + unit) * columns + column];
                }
            }
        }
        return Nd4j.create(theirs, new int[] {columns, 4 * hidden});
    }

    /** Frames of zeros, [batch,80], for streams from a state of zeros. */
    INDArray streams(int batch) {
        network.rnnClearPreviousState();
        return Nd4j.zeros(batch, FRAME_SIZE);
    }

    /** One step of every stream: the next frames, [batch,80]. */
    INDArray next(INDArray frames) {
        return network.rnnTimeStep(frames);
    }

    /** Sets a batch, [batch,80,steps] as DL4J has it. */
    void batch(int batch, int steps) {
        network.setInput(array(batch, steps, 1));
        network.setLabels(array(batch, steps, 2));
    }

    private static INDArray array(int batch, int steps, long seed) {
        float[] values = TimbrelNetwork.normal(steps, batch, seed);
        return Nd4j.create(values, new int[] {steps, batch, FRAME_SIZE}).permute(1, 2, 0).dup();
    }

    /** Forward and backward; returns the loss. */
    double train() {
        network.computeGradientAndScore();
        return network.score();
    }
}
