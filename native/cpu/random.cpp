// SPDX-License-Identifier: Apache-2.0
// Random numbers on the CPU: uniform arrays and dropout.
#include "arguments.h"
#include "error.h"
#include "kernels.h"
#include "philox.h"

tb_status tb_cpu_uniform(
        int64_t seed, int64_t stream, float low, float high, int64_t count, float *out) {
    constexpr const char *function = "tb_cpu_uniform";
    constexpr double largest = 3.4028234663852886e38;
    tb_status checked = timbrel::check_sizes(function, {{"count", count, 0}});
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "low", low, -largest, largest);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(function, "high", high, low, largest);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(
                function, {{"out [count]", out, count > 0}}, {{"count", count, 0}});
    }
    if (checked != TB_OK) {
        return checked;
    }
    for (int64_t k = 0; k < count; k += 4) {
        const int64_t block = k / 4;
        const timbrel::PhiloxBlock random = timbrel::draw(timbrel::Domain::initial_parameters, seed,
                stream, static_cast<uint32_t>(block / timbrel::philox_blocks),
                block % timbrel::philox_blocks);
        for (int64_t j = k; j < count && j < k + 4; ++j) {
            const float unit = timbrel::unit_uniform(random.words[j - k]);
            out[j] = low * (1 - unit) + high * unit;
        }
    }
    return TB_OK;
}

tb_status tb_cpu_dropout(int64_t T, int64_t N, int64_t W, const int64_t *seed_at,
        const int64_t *step_at, int64_t layer, float probability, const float *x, float *y) {
    constexpr const char *function = "tb_cpu_dropout";
    if (seed_at == nullptr || step_at == nullptr) {
        return timbrel::fail(TB_INVALID_ARGUMENT, "%s: seed or step is NULL", function);
    }
    const int64_t seed = *seed_at, step = *step_at;
    const std::initializer_list<timbrel::Size> sizes = {{"T", T, 0}, {"N", N, 0}, {"W", W, 1}};
    constexpr double largest_word = 4294967295.0;
    tb_status checked = timbrel::check_sizes(function, sizes);
    if (checked == TB_OK && !timbrel::fits({N, T, W})) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK) {
        checked =
                timbrel::check_range(function, "step", static_cast<double>(step), 0, largest_word);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_range(
                function, "layer", static_cast<double>(layer), 0, 2147483647.0);
    }
    if (checked == TB_OK && !(probability >= 0 && probability < 1)) {
        checked = timbrel::fail(TB_INVALID_ARGUMENT,
                "%s: probability is %g, but must be at least 0 and below 1", function, probability);
    }
    if (checked == TB_OK && N > 0 &&
            (N > static_cast<int64_t>(UINT32_MAX) ||
                    (T > 0 && W + 3 > timbrel::philox_blocks / T))) {
        checked = timbrel::fail(TB_UNSUPPORTED,
                "%s: T %lld, N %lld, W %lld are more than one step's random numbers", function,
                static_cast<long long>(T), static_cast<long long>(N), static_cast<long long>(W));
    }
    if (checked == TB_OK) {
        const bool has_elements = T > 0 && N > 0;
        checked = timbrel::check_arrays(
                function, {{"x [T,N,W]", x, has_elements}, {"y [T,N,W]", y, has_elements}}, sizes);
    }
    if (checked == TB_OK) {
        timbrel::kernels().dropout(
                {T, N, W, seed, static_cast<uint32_t>(step), layer, probability, x, y});
    }
    return checked;
}
