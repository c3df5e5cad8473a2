// SPDX-License-Identifier: Apache-2.0
// Lays a network's parameters out for generation.
#include "arguments.h"
#include "check.h"
#include "generator.h"
#include "grid.h"
#include "precision.h"
#include "products/generate.h"
#include "resident/generate.h"
#include "resident/plan.h"

namespace {

constexpr int threads = timbrel::element_threads;

// A thread packs a weight: w [rows,depth].
__global__ void matrix_kernel(
        tb_precision precision, int64_t rows, int64_t depth, const float *w, float *packed) {
    const bool bf16 = precision == TB_BF16;
    const int64_t group = timbrel::weights_of_group(bf16);
    const int64_t count = rows * timbrel::rounded_up(depth, group);
    for (int64_t e = timbrel::first_element(); e < count; e += timbrel::element_stride()) {
        const int64_t row = e / group % rows, k = e / group / rows * group + e % group;
        const float value = k < depth ? w[row * depth + k] : 0.0f;
        if (bf16) {
            reinterpret_cast<uint16_t *>(packed)[e] = timbrel::bf16_of_float(value);
        } else {
            packed[e] = timbrel::rounded(precision, value);
        }
    }
}

// Places of parts in an array at an address, as floats behind it.
class Packing {
public:
    Packing(tb_precision precision, const float *parameters, float *packed, cudaStream_t stream)
        : precision_(precision),
          parameters_(parameters),
          packed_(packed),
          parts_(packed),
          stream_(stream) {}

    void matrix(int64_t rows, int64_t depth) {
        const float *w = take(rows * depth);
        float *to = at(parts_.matrix(rows, depth, precision_ == TB_BF16));
        if (result_ == cudaSuccess) {
            result_ = timbrel::launch(matrix_kernel,
                    timbrel::element_blocks(rows * timbrel::rounded_up(depth, 8)), dim3(threads), 0,
                    stream_, precision_, rows, depth, w, to);
        }
    }

    void vector(int64_t count) {
        const float *values = take(count);
        float *to = at(parts_.vector(count));
        if (result_ == cudaSuccess) {
            result_ = cudaMemcpyAsync(to, values, static_cast<size_t>(count) * sizeof(float),
                    cudaMemcpyDeviceToDevice, stream_);
        }
    }

    cudaError_t result() const { return result_; }

private:
    const float *take(int64_t count) {
        const float *here = parameters_;
        parameters_ += count;
        return here;
    }

    float *at(const float *part) { return packed_ + (part - packed_); }

    tb_precision precision_;
    const float *parameters_;  // of what comes next
    float *packed_;
    timbrel::PackedParts parts_;
    cudaStream_t stream_;
    cudaError_t result_ = cudaSuccess;
};

// Calls part.matrix and part.vector for all, in the order of the parameters, in which they are
// read.
template <typename Part>
void for_all_parts(const tb_network &net, Part &part) {
    const timbrel::GeneratorShape s = timbrel::generator_shape(net);
    const int64_t width = timbrel::gate_count(net.cell) * s.H;
    if (s.M > 0) {
        part.vector(s.K * s.M);
    }
    for (int64_t layer = 0; layer < s.L; ++layer) {
        part.matrix(width, timbrel::input_size(net, layer));
        part.matrix(width, s.H);
        part.vector(width);
        part.vector(width);
        if (s.layer_norm) {
            part.vector(width);
            part.vector(width);
        }
        if (timbrel::dense_follows(net, layer)) {
            part.matrix(s.E, s.H);
            part.vector(s.E);
        }
    }
    part.matrix(s.P, s.H);
    part.vector(s.P);
}

struct Counting {
    bool bf16;
    int64_t floats;

    void matrix(int64_t rows, int64_t depth) {
        floats += timbrel::matrix_floats(rows, depth, bf16);
    }
    void vector(int64_t count) { floats += timbrel::rounded_up(count, timbrel::floats_of_group); }
};

// The plan, which may be NULL, is one of the network, whatever the texture and the number of slots.
tb_status check_plan_of(
        const char *function, const tb_network &net, tb_precision precision, const tb_plan *plan) {
    if (timbrel::is_of_products(plan)) {
        return TB_OK;
    }
    const tb_status checked = timbrel::check_kernels(function, plan);
    return checked != TB_OK || !timbrel::is_resident(plan)
                   ? checked
                   : timbrel::check_generation_plan(
                             function, net, tb_texture{}, precision, *plan, 0);
}

}  // namespace

tb_status tb_cuda_generator_size(
        const tb_network *network, tb_precision precision, int64_t *size, const tb_plan *plan) {
    constexpr const char *function = "tb_cuda_generator_size";
    tb_status checked = timbrel::check_network(function, network);
    if (checked == TB_OK) {
        checked = timbrel::check_precision(function, precision);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function, {{"size [1]", size, true}}, {});
    }
    if (checked == TB_OK) {
        checked = check_plan_of(function, *network, precision, plan);
    }
    if (checked == TB_OK && timbrel::is_resident(plan)) {
        *size = timbrel::resident_packed_floats(*network, precision, *plan);
    } else if (checked == TB_OK && timbrel::is_of_products(plan)) {
        *size = timbrel::products_packed_floats(*network);
    } else if (checked == TB_OK) {
        // The array may begin anywhere between two multiples of 16 bytes.
        Counting counting = {precision == TB_BF16, timbrel::floats_of_group};
        for_all_parts(*network, counting);
        *size = counting.floats;
    }
    return checked;
}

tb_status tb_cuda_generator_pack(const tb_network *network, tb_precision precision,
        const float *parameters, float *packed, const tb_plan *plan, void *stream) {
    constexpr const char *function = "tb_cuda_generator_pack";
    tb_status checked = timbrel::check_network(function, network);
    if (checked == TB_OK) {
        checked = timbrel::check_precision(function, precision);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(
                function, {{"parameters", parameters, true}, {"packed", packed, true}}, {});
    }
    if (checked == TB_OK) {
        checked = check_plan_of(function, *network, precision, plan);
    }
    if (checked != TB_OK) {
        return checked;
    }
    if (timbrel::is_resident(plan)) {
        return timbrel::check_cuda(timbrel::pack_resident(*network, precision, parameters, packed,
                                           *plan, static_cast<cudaStream_t>(stream)),
                function, "launch");
    }
    if (timbrel::is_of_products(plan)) {
        return timbrel::check_cuda(timbrel::pack_for_products(*network, precision, parameters,
                                           packed, static_cast<cudaStream_t>(stream)),
                function, "launch");
    }
    Packing packing(precision, parameters, packed, static_cast<cudaStream_t>(stream));
    for_all_parts(*network, packing);
    return timbrel::check_cuda(packing.result(), function, "launch");
}
