// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** What a head predicts; timbrel.h has the losses. */
public enum HeadType {
    MEAN(0),
    MIXTURE(1),
    CATEGORICAL(2),
    BERNOULLI(3);

    private final int code;

    HeadType(int code) {
        this.code = code;
    }

    /** Its tb_head in timbrel.h. */
    public int code() {
        return code;
    }
}
