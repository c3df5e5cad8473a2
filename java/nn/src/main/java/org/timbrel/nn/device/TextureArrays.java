// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * A texture in a device's memory; timbrel.h says what the arrays hold. Closing frees all of them.
 *
 * @param shape their sizes
 * @param mean [C,D]
 * @param gains [C,(P+S)·D,D]
 * @param rates [S]
 * @param innovations [J,D]
 * @param whitened [J,D]
 * @param whitening [D,D]
 * @param ends [J]
 * @param order [J]
 * @param starts [C·K+1]
 * @param low [C,D]
 * @param high [C,D]
 * @param levelMatrix [D,B]
 * @param levelOffset [B]
 * @param levelBack [B,D]
 * @param levelLow [C,B]
 * @param levelHigh [C,B]
 */
public record TextureArrays(
        TextureShape shape,
        Tensor mean,
        Tensor gains,
        Tensor rates,
        Tensor innovations,
        Tensor whitened,
        Tensor whitening,
        Indices ends,
        Indices order,
        Indices starts,
        Tensor low,
        Tensor high,
        Tensor levelMatrix,
        Tensor levelOffset,
        Tensor levelBack,
        Tensor levelLow,
        Tensor levelHigh)
        implements AutoCloseable {

    /**
     * As tb_texture of timbrel.h lays them out: sizes, the bits of a double, and addresses, which
     * hold until an array is closed.
     */
    public long[] fields() {
        Pointer[] arrays = {
            mean.pointer(),
            gains.pointer(),
            rates.pointer(),
            innovations.pointer(),
            whitened.pointer(),
            whitening.pointer(),
            ends.pointer(),
            order.pointer(),
            starts.pointer(),
            low.pointer(),
            high.pointer(),
            levelMatrix.pointer(),
            levelOffset.pointer(),
            levelBack.pointer(),
            levelLow.pointer(),
            levelHigh.pointer()
        };
        long[] fields = shape.fields();
        for (int k = 0; k < arrays.length; k++) {
            fields[TextureShape.ARRAYS + k] = address(arrays[k]);
        }
        return fields;
    }

    private static long address(Pointer pointer) {
        return pointer.address() + pointer.position() * pointer.sizeof();
    }

    @Override
    public void close() {
        for (Tensor tensor :
                List.of(
                        mean,
                        gains,
                        rates,
                        innovations,
                        whitened,
                        whitening,
                        low,
                        high,
                        levelMatrix,
                        levelOffset,
                        levelBack,
                        levelLow,
                        levelHigh)) {
            tensor.close();
        }
        for (Indices indices : List.of(ends, order, starts)) {
            indices.close();
        }
    }
}
