// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The sizes of a texture, as timbrel.h names them in tb_texture.
 *
 * @param frameSize D, values a frame, at least 1
 * @param past P, frames that the linear part looks back at, at least 1
 * @param averages S, slow averages that it looks at beside them, at least 0
 * @param sounds C, between which weights choose, at least 1
 * @param clusters K, of innovations: the network's categories, at least 1
 * @param entries J, of the bank, at least 1
 * @param levels B, whose ranges limit a frame, at least 0
 * @param run mean length of the runs in which innovations follow each other, at least 1
 */
public record TextureShape(
        int frameSize,
        int past,
        int averages,
        int sounds,
        int clusters,
        int entries,
        int levels,
        double run) {

    /** Values that go into the network: the last frame, its whitened innovation, the weights. */
    public int inputSize() {
        return 2 * frameSize + (sounds > 1 ? sounds : 0);
    }

    /** Values in to the linear part: (P+S)·D. */
    public int depth() {
        return Math.multiplyExact(past + averages, frameSize);
    }

    /** Values that a slot keeps: P past frames, S averages, the last whitened innovation. */
    public int stateSize() {
        return Math.addExact(depth(), frameSize);
    }

    /** 64-bit words of a tb_texture, and which of them is the first array's address. */
    static final int WORDS = 23;

    static final int ARRAYS = 7;

    /**
     * As tb_texture of timbrel.h lays them out: sizes, the bits of a double, and no arrays, where
     * none are looked at.
     */
    public long[] fields() {
        long[] fields = new long[WORDS];
        fields[0] = frameSize;
        fields[1] = past;
        fields[2] = averages;
        fields[3] = sounds;
        fields[4] = entries;
        fields[5] = levels;
        fields[6] = Double.doubleToRawLongBits(run);
        return fields;
    }
}
