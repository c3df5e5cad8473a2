// SPDX-License-Identifier: Apache-2.0
// Optimizers' steps: the squares are summed in double by a fixed number of blocks, those sums by
// one, and then every parameter moves.
#include "optimizer.h"

#include "arguments.h"
#include "check.h"
#include "grid.h"
#include "reduce.h"
#include "workspace.h"

namespace {

constexpr int threads = 256;
constexpr int sum_blocks = 256;
static_assert(
        sum_blocks * sizeof(double) + sizeof(timbrel::AdamFactors) <= timbrel::smallest_workspace);

// In the workspace.
template <typename Factors>
struct Scratch {
    double sums[sum_blocks];
    Factors factors;
};

__global__ void __launch_bounds__(threads)
        sum_kernel(int64_t count, const float *gradients, double *sums) {
    double sum = 0;
    for (int64_t k = timbrel::first_element(); k < count; k += timbrel::element_stride()) {
        const double value = gradients[k];
        sum += value * value;
    }
    sum = timbrel::block_sum(sum);
    if (threadIdx.x == 0) {
        sums[blockIdx.x] = sum;
    }
}

__device__ timbrel::AdamFactors factors_of(const double *how, double norm, timbrel::AdamFactors *) {
    return timbrel::adam_factors(how, norm);
}

__device__ timbrel::SgdFactors factors_of(const double *how, double norm, timbrel::SgdFactors *) {
    return timbrel::sgd_factors(how, norm);
}

template <typename Factors>
__global__ void __launch_bounds__(threads)
        factors_kernel(const double *how, int scale, Scratch<Factors> *scratch, double *norm) {
    double sum = 0;
    for (int k = static_cast<int>(threadIdx.x); k < sum_blocks; k += threads) {
        sum += scratch->sums[k];
    }
    sum = timbrel::block_sum(sum);
    if (threadIdx.x == 0) {
        *norm = timbrel::scaled_norm(how[scale], sum);
        scratch->factors = factors_of(how, *norm, static_cast<Factors *>(nullptr));
    }
}

__global__ void __launch_bounds__(threads)
        adam_kernel(int64_t count, const double *norm, const Scratch<timbrel::AdamFactors> *scratch,
                float *parameters, const float *gradients, float *m, float *v) {
    if (!isfinite(*norm)) {
        return;
    }
    const timbrel::AdamFactors factors = scratch->factors;
    for (int64_t k = timbrel::first_element(); k < count; k += timbrel::element_stride()) {
        timbrel::adam_parameter(factors, gradients[k], parameters[k], m[k], v[k]);
    }
}

__global__ void __launch_bounds__(threads)
        sgd_kernel(int64_t count, const double *norm, const Scratch<timbrel::SgdFactors> *scratch,
                float *parameters, const float *gradients, float *velocity) {
    if (!isfinite(*norm)) {
        return;
    }
    const timbrel::SgdFactors factors = scratch->factors;
    for (int64_t k = timbrel::first_element(); k < count; k += timbrel::element_stride()) {
        timbrel::sgd_parameter(factors, gradients[k], parameters[k], velocity[k]);
    }
}

template <typename Factors>
cudaError_t launch_norm(int64_t count, const double *how, int scale, const float *gradients,
        double *norm, Scratch<Factors> *scratch, cudaStream_t stream) {
    const cudaError_t result = timbrel::launch(sum_kernel, dim3(sum_blocks), dim3(threads), 0,
            stream, count, gradients, scratch->sums);
    return result != cudaSuccess ? result
                                 : timbrel::launch(factors_kernel<Factors>, dim3(1), dim3(threads),
                                           0, stream, how, scale, scratch, norm);
}

}  // namespace

tb_status tb_cuda_adam(int64_t count, const double *how, float *parameters, const float *gradients,
        float *m, float *v, double *norm, void *workspace, void *stream) {
    constexpr const char *function = "tb_cuda_adam";
    const bool some = count > 0;
    tb_status checked = timbrel::check_count(function, count);
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {{"how [8]", how, true}, {"parameters [count]", parameters, some},
                        {"gradients [count]", gradients, some}, {"m [count]", m, some},
                        {"v [count]", v, some}, {"norm [1]", norm, true},
                        {"workspace", workspace, true}},
                {{"count", count, 0}});
    }
    if (checked != TB_OK) {
        return checked;
    }
    const auto queue = static_cast<cudaStream_t>(stream);
    auto *const scratch = static_cast<Scratch<timbrel::AdamFactors> *>(workspace);
    cudaError_t result =
            launch_norm(count, how, timbrel::adam_scale, gradients, norm, scratch, queue);
    if (result == cudaSuccess && some) {
        result = timbrel::launch(adam_kernel, timbrel::element_blocks(count), dim3(threads), 0,
                queue, count, norm, scratch, parameters, gradients, m, v);
    }
    return timbrel::check_cuda(result, function, "launch");
}

tb_status tb_cuda_sgd(int64_t count, const double *how, float *parameters, const float *gradients,
        float *velocity, double *norm, void *workspace, void *stream) {
    constexpr const char *function = "tb_cuda_sgd";
    const bool some = count > 0;
    tb_status checked = timbrel::check_count(function, count);
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {{"how [5]", how, true}, {"parameters [count]", parameters, some},
                        {"gradients [count]", gradients, some},
                        {"velocity [count]", velocity, some}, {"norm [1]", norm, true},
                        {"workspace", workspace, true}},
                {{"count", count, 0}});
    }
    if (checked != TB_OK) {
        return checked;
    }
    const auto queue = static_cast<cudaStream_t>(stream);
    auto *const scratch = static_cast<Scratch<timbrel::SgdFactors> *>(workspace);
    cudaError_t result =
            launch_norm(count, how, timbrel::sgd_scale, gradients, norm, scratch, queue);
    if (result == cudaSuccess && some) {
        result = timbrel::launch(sgd_kernel, timbrel::element_blocks(count), dim3(threads), 0,
                queue, count, norm, scratch, parameters, gradients, velocity);
    }
    return timbrel::check_cuda(result, function, "launch");
}
