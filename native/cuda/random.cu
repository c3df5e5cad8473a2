// SPDX-License-Identifier: Apache-2.0
// Random numbers: uniform arrays, the CPU's bit for bit, and dropout. A thread takes a block of
// four random words.
#include "arguments.h"
#include "check.h"
#include "grid.h"
#include "operation_arguments.h"
#include "philox.h"

namespace {

constexpr int threads = timbrel::element_threads;

__global__ void uniform_kernel(
        int64_t seed, int64_t stream, float low, float high, int64_t count, float *out) {
    const int64_t blocks = timbrel::parts(count, 4);
    for (int64_t block = timbrel::first_element(); block < blocks;
            block += timbrel::element_stride()) {
        const timbrel::PhiloxBlock random = timbrel::draw(timbrel::Domain::initial_parameters, seed,
                stream, static_cast<uint32_t>(block / timbrel::philox_blocks),
                block % timbrel::philox_blocks);
        for (int64_t j = 4 * block; j < count && j < 4 * block + 4; ++j) {
            out[j] = timbrel::uniform_between(random.words[j - 4 * block], low, high);
        }
    }
}

struct Dropout {
    int64_t from, T, N, W;
    const int64_t *seed, *step;
    int64_t layer;
    uint32_t threshold;  // a word below this drops
    float scale;
    const float *x;
    float *y;
};

__global__ void dropout_kernel(Dropout d) {
    const int64_t blocks = timbrel::parts(d.W, 4);
    const int64_t seed = *d.seed;
    const auto step = static_cast<uint32_t>(*d.step);
    for (int64_t k = timbrel::first_element(); k < d.T * d.N * blocks;
            k += timbrel::element_stride()) {
        const int64_t row = k / blocks, block = k % blocks, t = d.from + row / d.N;
        const int64_t n = row % d.N;
        const timbrel::PhiloxBlock random = timbrel::draw(
                timbrel::Domain::dropout, seed, n | d.layer << 32, step, t * blocks + block);
        for (int64_t j = 4 * block; j < d.W && j < 4 * block + 4; ++j) {
            const float kept = d.x ? d.x[row * d.W + j] * d.scale : d.scale;
            d.y[row * d.W + j] = random.words[j - 4 * block] < d.threshold ? 0.0f : kept;
        }
    }
}

}  // namespace

tb_status tb_cuda_uniform(int64_t seed, int64_t stream_of_seed, float low, float high,
        int64_t count, float *out, void *stream) {
    constexpr const char *function = "tb_cuda_uniform";
    const tb_status checked = timbrel::check_uniform(function, low, high, count, out);
    if (checked != TB_OK || count == 0) {
        return checked;
    }
    return timbrel::check_cuda(
            timbrel::launch(uniform_kernel, timbrel::element_blocks(timbrel::parts(count, 4)),
                    dim3(threads), 0, static_cast<cudaStream_t>(stream), seed, stream_of_seed, low,
                    high, count, out),
            function, "launch");
}

tb_status tb_cuda_dropout(int64_t from, int64_t T, int64_t N, int64_t W, const int64_t *seed,
        const int64_t *step, int64_t layer, float probability, const float *x, float *y,
        void *stream) {
    constexpr const char *function = "tb_cuda_dropout";
    const tb_status checked =
            timbrel::check_dropout(function, from, T, N, W, seed, step, layer, probability, y);
    if (checked != TB_OK || T * N == 0) {
        return checked;
    }
    const Dropout dropout = {from, T, N, W, seed, step, layer,
            static_cast<uint32_t>(static_cast<double>(probability) * 0x1p32), 1 / (1 - probability),
            x, y};
    return timbrel::check_cuda(
            timbrel::launch(dropout_kernel, timbrel::element_blocks(T * N * timbrel::parts(W, 4)),
                    dim3(threads), 0, static_cast<cudaStream_t>(stream), dropout),
            function, "launch");
}
