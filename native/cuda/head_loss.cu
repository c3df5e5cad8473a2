// SPDX-License-Identifier: Apache-2.0
// The losses of a head's outputs: a warp takes a step, as common/head.h does it with loops; then
// one block adds them up in double.
#include "arguments.h"
#include "check.h"
#include "grid.h"
#include "head.h"
#include "operation_arguments.h"
#include "recurrent.h"
#include "reduce.h"

namespace {

using timbrel::exponential;
using timbrel::lanes_per_warp;
using timbrel::logarithm;
using timbrel::warp_max;
using timbrel::warp_sum;

constexpr int threads = 128;
constexpr int steps_of_block = threads / lanes_per_warp;

struct Loss {
    tb_head head;
    int64_t T, N, D, K, P;
    const int64_t *lengths;
    int64_t scored_from;
    float floor;
    const float *outputs, *targets;
    float *losses, *d_outputs;
};

// Here every lane of a warp calls with the same arguments but its number, and gets the loss.

__device__ float squared_loss(
        int lane, int64_t D, const float *outputs, const float *target, float *d_outputs) {
    const float share = 1 / static_cast<float>(D);
    float sum = 0;
    for (int64_t d = lane; d < D; d += lanes_per_warp) {
        const float error = outputs[d] - target[d];
        sum += error * error;
        if (d_outputs != nullptr) {
            d_outputs[d] = 2 * share * error;
        }
    }
    return share * warp_sum(sum);
}

__device__ float largest_of(int lane, const float *values, int64_t count) {
    float largest = -INFINITY;
    for (int64_t k = lane; k < count; k += lanes_per_warp) {
        largest = fmaxf(largest, values[k]);
    }
    return warp_max(largest);
}

__device__ float sum_of_exponentials(int lane, const float *values, int64_t count, float largest) {
    float sum = 0;
    for (int64_t k = lane; k < count; k += lanes_per_warp) {
        sum += exponential(values[k] - largest);
    }
    return warp_sum(sum);
}

// ln of the joint density of component k and the target, without - D/2 ln 2 pi.
__device__ float joint_density(
        int lane, const Loss &loss, int64_t k, const float *outputs, const float *target) {
    const float *means = outputs + loss.K + k * loss.D, *scales = means + loss.K * loss.D;
    float sum = 0;
    for (int64_t d = lane; d < loss.D; d += lanes_per_warp) {
        const float sigma = loss.floor + exponential(scales[d]);
        const float z = (target[d] - means[d]) / sigma;
        sum += -0.5f * z * z - logarithm(sigma);
    }
    return outputs[k] + warp_sum(sum);
}

__device__ float mixture_loss(
        int lane, const Loss &loss, const float *outputs, const float *target, float *d_outputs) {
    const int64_t D = loss.D, K = loss.K;
    // The logarithm of the densities' sum, brought forward from component to component.
    float largest = -INFINITY, sum = 0;
    for (int64_t k = 0; k < K; ++k) {
        const float joint = joint_density(lane, loss, k, outputs, target);
        if (joint > largest) {
            sum = (k > 0 ? sum * exponential(largest - joint) : 0.0f) + 1;
            largest = joint;
        } else {
            sum += exponential(joint - largest);
        }
        if (d_outputs != nullptr && lane == 0) {
            d_outputs[k] = joint;  // until its gradient takes the place
        }
    }
    const float all = largest + logarithm(sum);
    const float largest_logit = largest_of(lane, outputs, K);
    const float weights =
            largest_logit + logarithm(sum_of_exponentials(lane, outputs, K, largest_logit));
    if (d_outputs != nullptr) {
        __syncwarp();
        for (int64_t e = lane; e < K * D; e += lanes_per_warp) {
            const float responsibility = exponential(d_outputs[e / D] - all);
            const float exp_scale = exponential(outputs[K + K * D + e]);
            const float sigma = loss.floor + exp_scale, inverse = 1 / sigma;
            const float z = (target[e % D] - outputs[K + e]) / sigma;
            d_outputs[K + e] = -z * inverse * responsibility;
            d_outputs[K + K * D + e] = (1 - z * z) * exp_scale * inverse * responsibility;
        }
        __syncwarp();
        for (int64_t k = lane; k < K; k += lanes_per_warp) {
            d_outputs[k] = exponential(outputs[k] - weights) - exponential(d_outputs[k] - all);
        }
    }
    return weights - all + static_cast<float>(D) * timbrel::half_log_two_pi;
}

__device__ float categorical_loss(
        int lane, int64_t K, const float *outputs, int64_t category, float *d_outputs) {
    const float largest = largest_of(lane, outputs, K);
    const float sum = sum_of_exponentials(lane, outputs, K, largest);
    if (d_outputs != nullptr) {
        const float share = 1 / sum;
        for (int64_t k = lane; k < K; k += lanes_per_warp) {
            const float e = exponential(outputs[k] - largest);
            // p - 1 in a way that keeps its digits where p is close to 1.
            d_outputs[k] = k == category ? -share * (sum - e) : share * e;
        }
    }
    return logarithm(sum) - (outputs[category] - largest);
}

__device__ float bernoulli_loss(
        int lane, int64_t D, const float *outputs, const float *target, float *d_outputs) {
    float sum = 0;
    for (int64_t d = lane; d < D; d += lanes_per_warp) {
        // With e = e^-|v| both sigmoids, and the logarithm of either, keep their digits.
        const float v = outputs[d], e = exponential(-fabsf(v));
        const float missing = v > 0 ? 1 - target[d] : -target[d];
        sum += missing * v + timbrel::log_one_plus(e);
        if (d_outputs != nullptr) {
            const float larger = 1 / (1 + e), smaller = e * larger;
            const float happens = v > 0 ? larger : smaller, fails = v > 0 ? smaller : larger;
            d_outputs[d] = (1 - target[d]) * happens - target[d] * fails;
        }
    }
    return warp_sum(sum);
}

__global__ void __launch_bounds__(threads, 6) loss_kernel(Loss loss) {
    const int lane = static_cast<int>(threadIdx.x) % lanes_per_warp;
    const int64_t stride = static_cast<int64_t>(gridDim.x) * steps_of_block;
    const int64_t first =
            static_cast<int64_t>(blockIdx.x) * steps_of_block + threadIdx.x / lanes_per_warp;
    for (int64_t row = first; row < loss.T * loss.N; row += stride) {
        const int64_t t = row / loss.N, n = row % loss.N;
        const float *outputs = loss.outputs + row * loss.P, *target = loss.targets + row * loss.D;
        float *d_outputs = loss.d_outputs ? loss.d_outputs + row * loss.P : nullptr;
        float value = 0;
        if (t < loss.scored_from || t >= timbrel::length_of(loss.lengths, loss.T, n)) {
            for (int64_t p = lane; d_outputs != nullptr && p < loss.P; p += lanes_per_warp) {
                d_outputs[p] = 0;
            }
        } else if (loss.head == TB_MIXTURE) {
            value = mixture_loss(lane, loss, outputs, target, d_outputs);
        } else if (loss.head == TB_CATEGORICAL) {
            const int64_t category = timbrel::nearest_token(*target, loss.K);
            value = categorical_loss(lane, loss.K, outputs, category, d_outputs);
        } else if (loss.head == TB_BERNOULLI) {
            value = bernoulli_loss(lane, loss.D, outputs, target, d_outputs);
        } else {
            value = squared_loss(lane, loss.D, outputs, target, d_outputs);
        }
        if (lane == 0) {
            loss.losses[row] = value;
        }
    }
}

constexpr int sum_threads = 1024;

__global__ void __launch_bounds__(sum_threads)
        sum_kernel(int64_t count, const float *losses, double *sum) {
    double of_thread = 0;
    for (int64_t k = threadIdx.x; k < count; k += sum_threads) {
        of_thread += losses[k];
    }
    const double of_all = timbrel::block_sum(of_thread);
    if (threadIdx.x == 0) {
        *sum = of_all;
    }
}

}  // namespace

tb_status tb_cuda_head_loss(tb_head head, int64_t T, int64_t N, int64_t D, int64_t K,
        const int64_t *lengths, int64_t scored_from, float floor, const float *outputs,
        const float *targets, float *losses, float *d_outputs, double *sum, void *, void *stream) {
    constexpr const char *function = "tb_cuda_head_loss";
    tb_status checked = timbrel::check_head_loss(
            function, head, T, N, D, K, scored_from, floor, outputs, targets, sum);
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(
                function, {{"losses [T,N]", losses, T > 0 && N > 0}}, {{"T", T, 0}, {"N", N, 0}});
    }
    if (checked != TB_OK) {
        return checked;
    }
    const int64_t rows = T * N;
    const auto queue = static_cast<cudaStream_t>(stream);
    cudaError_t result = cudaSuccess;
    if (rows > 0) {
        const Loss loss = {head, T, N, D, K, timbrel::output_count(head, D, K), lengths,
                scored_from, floor, outputs, targets, losses, d_outputs};
        result = timbrel::launch(loss_kernel,
                timbrel::row_blocks(timbrel::parts(rows, steps_of_block)), dim3(threads), 0, queue,
                loss);
    }
    if (result == cudaSuccess) {
        result = timbrel::launch(
                sum_kernel, dim3(1), dim3(sum_threads), 0, queue, rows, losses, sum);
    }
    return timbrel::check_cuda(result, function, "launch");
}
