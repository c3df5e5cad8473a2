// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * Arithmetic on rows: element i of every row belongs to frame i of a batch, so that one loop serves
 * many frames and the JVM's compiler can vectorise it. Each element is computed alone: its bits do
 * not depend on how many stand beside it.
 *
 * <p>The compiler of JDK 17 takes such loops only where every row has one index, and orders the
 * operands of a sum as it likes, differently from iteration to iteration; two products or two
 * differences that are added then keep it from vectorising. They are therefore written as a
 * difference, with one operand negated, which changes no bit.
 */
final class Lanes {

    private Lanes() {}

    /**
     * The transform of four samples under their weights: x0, x2, x1, x3 become re X0, re X1, re X2,
     * im X1.
     */
    static void transformFour(
            double[] r0,
            double[] r1,
            double[] r2,
            double[] r3,
            double w0,
            double w1,
            double w2,
            double w3,
            int n) {
        double minusW1 = -w1;
        double minusW3 = -w3;
        for (int i = 0; i < n; i++) {
            double x0 = w0 * r0[i];
            double x2 = w1 * r1[i];
            double x1 = w2 * r2[i];
            double x3 = w3 * r3[i];
            double even = x0 - minusW1 * r1[i];
            double odd = x1 - minusW3 * r3[i];
            double minusOdd = minusW3 * r3[i] - x1;
            r0[i] = even - minusOdd;
            r1[i] = x0 - x2;
            r2[i] = even - odd;
            r3[i] = x3 - x1;
        }
    }

    /**
     * The bins without a turn: E_0 and O_0 become E_0 ± O_0, and O in the middle, whose turn is -i,
     * becomes an imaginary part.
     */
    static void joinEnds(double[] even, double[] odd, double[] oddMiddle, int n) {
        for (int i = 0; i < n; i++) {
            double e = even[i];
            double o = odd[i];
            even[i] = e + o;
            odd[i] = e - o;
            oddMiddle[i] = 0.0 - oddMiddle[i];
        }
    }

    /**
     * Bins k and h - k of 2h samples from bin k of the even and of the odd ones: with T = (cos - i
     * sin) O, E + T and the conjugate of E - T.
     *
     * @param evenRe in: re E; out: re X[k]
     * @param evenIm in: im E; out: re X[h - k]
     * @param oddRe in: re O; out: im X[h - k]
     * @param oddIm in: im O; out: im X[k]
     */
    static void join(
            double[] evenRe,
            double[] evenIm,
            double[] oddRe,
            double[] oddIm,
            double cos,
            double sin,
            int n) {
        double minusSin = -sin;
        for (int i = 0; i < n; i++) {
            double re = cos * oddRe[i] - minusSin * oddIm[i];
            double im = cos * oddIm[i] - sin * oddRe[i];
            double eRe = evenRe[i];
            double eIm = evenIm[i];
            evenRe[i] = eRe + re;
            evenIm[i] = eRe - re;
            oddRe[i] = im - eIm;
            oddIm[i] = eIm + im;
        }
    }

    /**
     * The powers of what {@link #joinEnds} gives, the middle one included: |E_0 + O_0|² to {@code
     * even}, |E_0 - O_0|² to {@code odd}, |E - iO|² to {@code evenMiddle}.
     */
    static void endPowers(
            double[] even, double[] odd, double[] evenMiddle, double[] oddMiddle, int n) {
        for (int i = 0; i < n; i++) {
            double sum = even[i] + odd[i];
            double difference = even[i] - odd[i];
            even[i] = sum * sum;
            odd[i] = difference * difference;
            evenMiddle[i] = evenMiddle[i] * evenMiddle[i] - oddMiddle[i] * (0.0 - oddMiddle[i]);
        }
    }

    /** The powers of what {@link #join} gives: |X[k]|² to {@code evenRe}, the other to evenIm. */
    static void powers(
            double[] evenRe,
            double[] evenIm,
            double[] oddRe,
            double[] oddIm,
            double cos,
            double sin,
            int n) {
        double minusSin = -sin;
        for (int i = 0; i < n; i++) {
            double re = cos * oddRe[i] - minusSin * oddIm[i];
            double im = cos * oddIm[i] - sin * oddRe[i];
            double sumRe = evenRe[i] + re;
            double sumIm = evenIm[i] + im;
            double differenceRe = evenRe[i] - re;
            double differenceIm = evenIm[i] - im;
            evenRe[i] = sumRe * sumRe - sumIm * (0.0 - sumIm);
            evenIm[i] = differenceRe * differenceRe - differenceIm * (0.0 - differenceIm);
        }
    }
}
