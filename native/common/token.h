// SPDX-License-Identifier: Apache-2.0
// Tokens and categories that travel as floats.
#pragma once

#include <stdint.h>

#include "host_device.h"

namespace timbrel {

// All whole numbers up to here are floats.
constexpr int64_t most_tokens = INT64_C(1) << 24;

// value is a whole number in 0..count-1.
TIMBREL_HOST_DEVICE inline bool is_token(float value, int64_t count) {
    return value >= 0 && value < static_cast<float>(count) &&
           value == static_cast<float>(static_cast<int64_t>(value));
}

// The nearest whole number in 0..count-1; 0 for NaN.
TIMBREL_HOST_DEVICE inline int64_t nearest_token(float value, int64_t count) {
    if (!(value > 0)) {
        return 0;
    }
    if (value >= static_cast<float>(count - 1)) {
        return count - 1;
    }
    const int64_t whole = static_cast<int64_t>(value);
    return whole + (value - static_cast<float>(whole) >= 0.5f);
}

}  // namespace timbrel
