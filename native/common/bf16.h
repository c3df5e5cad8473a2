// SPDX-License-Identifier: Apache-2.0
// Rounding to the formats of fewer digits that products take: to nearest, ties to even. NaN stays
// NaN; what rounds beyond the largest number becomes infinite.
#pragma once

#include "elementary.h"
#include "host_device.h"

namespace timbrel {

// value with the lowest digits rounded away.
template <int digits>
TIMBREL_HOST_DEVICE inline float round_mantissa(float value) {
    const uint32_t bits = static_cast<uint32_t>(bits_of_float(value));
    const uint32_t even = bits >> digits & 1;
    const uint32_t rounded =
            (bits + ((UINT32_C(1) << (digits - 1)) - 1) + even) >> digits << digits;
    // Adding to a NaN's digits could make another number of it.
    return value == value ? float_of_bits(static_cast<int32_t>(rounded)) : value;
}

// 10 bits of mantissa in a float.
TIMBREL_HOST_DEVICE inline float round_to_tf32(float value) {
    return round_mantissa<13>(value);
}

// 7 bits of mantissa in a float.
TIMBREL_HOST_DEVICE inline float round_to_bf16(float value) {
    return round_mantissa<16>(value);
}

// The upper half of a float.
TIMBREL_HOST_DEVICE inline uint16_t bf16_of_float(float value) {
    const uint32_t bits = static_cast<uint32_t>(bits_of_float(round_to_bf16(value)));
    // A NaN whose only digits are in the lower half gets one in the upper.
    return static_cast<uint16_t>(bits >> 16 | (value == value ? 0 : 0x40));
}

TIMBREL_HOST_DEVICE inline float float_of_bf16(uint16_t bits) {
    return float_of_bits(static_cast<int32_t>(static_cast<uint32_t>(bits) << 16));
}

}  // namespace timbrel
