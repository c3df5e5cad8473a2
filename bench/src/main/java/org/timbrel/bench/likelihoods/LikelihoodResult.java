// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.likelihoods;

/**
 * How likely a model holds a corpus. Losses are nats a frame: summed over the keys, and their mean
 * over all frames but the first of each piece.
 *
 * @param model what predicts
 * @param test on the test part, by the weights that did best on the validation part
 * @param validation the best; null: not known
 * @param parameters of the model; null: not known
 * @param seconds that training took; null: not measured here
 * @param cpuSeconds of all processors together, likewise
 * @param source where the figure is from; null: measured in this run
 */
public record LikelihoodResult(
        String model,
        double test,
        Double validation,
        Long parameters,
        Double seconds,
        Double cpuSeconds,
        String source) {

    /** A figure that others have published. */
    static LikelihoodResult published(String model, double test, String source) {
        return new LikelihoodResult(model, test, null, null, null, null, source);
    }
}
