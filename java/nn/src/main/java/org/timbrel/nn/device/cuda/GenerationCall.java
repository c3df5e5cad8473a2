// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.timbrel.nn.device.GenerationSlots;
import org.timbrel.nn.device.GrammarArrays;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.device.TextureArrays;
import org.timbrel.nn.device.TextureState;

/**
 * The arguments of {@code Device.generate} or {@code Device.generateTexture}; what only the other
 * has is null.
 *
 * @param weights of a texture's sounds
 */
record GenerationCall(
        PackedNetwork network,
        long steps,
        GenerationSlots slots,
        GrammarArrays grammar,
        Tensor conditions,
        TextureArrays texture,
        TextureState state,
        Tensor weights,
        Tensor forced,
        Tensor out) {}
