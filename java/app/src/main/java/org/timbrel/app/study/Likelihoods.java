// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;

/**
 * How well a trained network predicts the test pieces, one by one.
 *
 * @param bestStep of the checkpoint that was taken
 * @param pieces in the order of the test part
 */
record Likelihoods(long bestStep, List<OfPiece> pieces) {

    /**
     * What a network, and the chain that it is measured against, lose on a piece.
     *
     * @param piece its name
     * @param predictions frames or tokens that were predicted
     * @param seconds that they last
     * @param quarters likewise
     * @param nats that the network lost; of mfcc a density's, of normalised frames, which means
     *     something as a difference alone
     * @param chainNats what the chain lost
     * @param fullNats what a random walk with a full covariance lost; NaN but of mfcc
     */
    record OfPiece(
            String piece,
            long predictions,
            double seconds,
            double quarters,
            double nats,
            double chainNats,
            double fullNats) {

        /** Nats a second that the network is better by. */
        double gainASecond() {
            return (chainNats - nats) / seconds;
        }

        double gainOverFullASecond() {
            return (fullNats - nats) / seconds;
        }

        double natsASecond() {
            return nats / seconds;
        }

        double natsAQuarter() {
            return nats / quarters;
        }

        double gainAQuarter() {
            return (chainNats - nats) / quarters;
        }
    }

    Likelihoods {
        pieces = List.copyOf(pieces);
    }
}
