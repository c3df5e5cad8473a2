// SPDX-License-Identifier: Apache-2.0
// Random numbers on the CPU: uniform arrays and dropout.
#include "arguments.h"
#include "kernels.h"
#include "operation_arguments.h"
#include "philox.h"

tb_status tb_cpu_uniform(
        int64_t seed, int64_t stream, float low, float high, int64_t count, float *out) {
    constexpr const char *function = "tb_cpu_uniform";
    const tb_status checked = timbrel::check_uniform(function, low, high, count, out);
    if (checked != TB_OK) {
        return checked;
    }
    for (int64_t k = 0; k < count; k += 4) {
        const int64_t block = k / 4;
        const timbrel::PhiloxBlock random = timbrel::draw(timbrel::Domain::initial_parameters, seed,
                stream, static_cast<uint32_t>(block / timbrel::philox_blocks),
                block % timbrel::philox_blocks);
        for (int64_t j = k; j < count && j < k + 4; ++j) {
            out[j] = timbrel::uniform_between(random.words[j - k], low, high);
        }
    }
    return TB_OK;
}

tb_status tb_cpu_dropout(int64_t from, int64_t T, int64_t N, int64_t W, const int64_t *seed,
        const int64_t *step, int64_t layer, float probability, const float *x, float *y) {
    constexpr const char *function = "tb_cpu_dropout";
    tb_status checked =
            timbrel::check_dropout(function, from, T, N, W, seed, step, layer, probability, y);
    if (checked == TB_OK) {
        checked = timbrel::check_whole(function, "step", *step, 0, UINT32_MAX);
    }
    if (checked == TB_OK) {
        timbrel::kernels().dropout(
                {from, T, N, W, *seed, static_cast<uint32_t>(*step), layer, probability, x, y});
    }
    return checked;
}
