// SPDX-License-Identifier: Apache-2.0
// Exponential, logarithm, tanh and logistic without branches or calls, so that loops over them
// become vector code. Good to about two units in the last place; NaN stays NaN.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "host_device.h"

namespace timbrel {

TIMBREL_HOST_DEVICE inline float float_of_bits(int32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

TIMBREL_HOST_DEVICE inline int32_t bits_of_float(float value) {
    int32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// ln 2 = high + low; n * high is exact for the n of any float's exponent.
constexpr float ln2_high = 0x1.62e4p-1f;
constexpr float ln2_low = 0x1.7f7d1cp-20f;

// e^v = scale (1 + fraction), with scale a power of two. v in -87..88.
struct Exponential {
    float scale, fraction;
};

TIMBREL_HOST_DEVICE inline Exponential split_exponential(float v) {
    // Adding 1.5 * 2^23 leaves the nearest integer n of v / ln 2 in the last bits.
    const float shift = 0x1.8p23f;
    const float shifted = v * 0x1.715476p+0f + shift;
    const float n = shifted - shift;
    const float r = (v - n * ln2_high) - n * ln2_low;  // within ln 2 / 2
    // Taylor's series up to r^7 / 7!; what follows is below 6e-9 of 1.
    const float tail =
            1.0f / 2 +
            r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720 + r / 5040))));
    const uint32_t exponent = static_cast<uint32_t>(bits_of_float(shifted)) << 23;
    Exponential split;
    split.scale = float_of_bits(static_cast<int32_t>(exponent + (UINT32_C(127) << 23)));
    split.fraction = r + r * r * tail;
    return split;
}

// e^v; at least e^-87 and at most e^88, so that nothing becomes 0 or infinite.
TIMBREL_HOST_DEVICE inline float exponential(float v) {
    const float above = v < -87.0f ? -87.0f : v;
    const Exponential e = split_exponential(above > 88.0f ? 88.0f : above);
    return e.scale * e.fraction + e.scale;
}

// ln v of a positive normal number.
TIMBREL_HOST_DEVICE inline float logarithm(float v) {
    // v = 2^e m with m between the roots of 1/2 and 2.
    const int32_t bits = bits_of_float(v);
    const int32_t e = (bits - 0x3f3504f3) >> 23;
    const float f = float_of_bits(bits - static_cast<int32_t>(static_cast<uint32_t>(e) << 23)) - 1;
    // ln m = 2 artanh s; the series ends where s^11 / 11 is below 4e-10.
    const float s = f / (2 + f);
    const float z = s * s;
    const float tail = z * (1.0f / 3 + z * (1.0f / 5 + z * (1.0f / 7 + z * (1.0f / 9))));
    const float n = static_cast<float>(e);
    return n * ln2_high + (n * ln2_low + 2 * s * tail + 2 * s) + (v - v);
}

// ln (1 + v) for v in 0..1, which keeps its digits where v is small.
TIMBREL_HOST_DEVICE inline float log_one_plus(float v) {
    // 2 artanh s with s within 1/3; the series ends where s^17 / 17 is below 5e-10.
    const float s = v / (2 + v);
    const float z = s * s;
    const float high = 1.0f / 9 + z * (1.0f / 11 + z * (1.0f / 13 + z / 15));
    const float tail = z * (1.0f / 3 + z * (1.0f / 5 + z * (1.0f / 7 + z * high)));
    return 2 * s * tail + 2 * s;
}

// tanh v = -m / (2 + m) with m = e^(-2 |v|) - 1, which keeps its digits where v is small.
TIMBREL_HOST_DEVICE inline float hyperbolic_tangent(float v) {
    const float a = -2 * fabsf(v);
    const Exponential e = split_exponential(a < -40.0f ? -40.0f : a);
    const float m = e.scale * e.fraction + (e.scale - 1);
    const float t = -m / (2 + m);
    return v < 0 ? -t : t;
}

// 1 / (1 + e^-v). The exponential's argument is never positive, so that nothing overflows.
TIMBREL_HOST_DEVICE inline float logistic(float v) {
    const float e = exponential(-fabsf(v));
    const float positive = 1.0f / (1.0f + e);
    return v >= 0.0f ? positive : e * positive;
}

}  // namespace timbrel
