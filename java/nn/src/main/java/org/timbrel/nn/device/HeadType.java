// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** What a head predicts. The order is that of tb_head in timbrel.h, which has the losses. */
public enum HeadType {
    MEAN,
    MIXTURE,
    CATEGORICAL,
    BERNOULLI
}
