// SPDX-License-Identifier: Apache-2.0
// Lays a network's parameters out for the blocks of a team, and checks whether a plan is one of it.
#include "../generator.h"
#include "arguments.h"
#include "check.h"
#include "error.h"
#include "exchange.h"
#include "generate.h"
#include "generate_layout.h"
#include "grid.h"
#include "plan.h"

namespace {

using timbrel::FragmentLayout;
using timbrel::GenerationLayout;
using timbrel::ResidentProduct;

constexpr int threads = timbrel::element_threads;

// A matrix of `parts` times `limit` rows, of each of which every block has `of_block`.
struct Rows {
    int of_block, parts, limit;

    // The matrix's row that is a block's, or -1.
    __host__ __device__ int64_t row_of(int block, int row) const {
        const int part = row / of_block, within = block * of_block + row % of_block;
        return part < parts && within < limit ? static_cast<int64_t>(part) * limit + within : -1;
    }
};

// Which tile and chunk a fragment of a block's product is.
struct FragmentIndex {
    int tile, chunk;

    __device__ __forceinline__ FragmentIndex(
            const ResidentProduct &p, int set_tiles, int fragment) {
        const int group = fragment / p.warps, warp = fragment % p.warps;
        const int of_set = set_tiles * p.warp_chunks, first = group / of_set * set_tiles;
        const int tiles = p.tiles - first < set_tiles ? p.tiles - first : set_tiles;
        tile = first + group % of_set % tiles;
        chunk = warp * p.warp_chunks + group % of_set / tiles;
    }
};

// A thread packs 16 bytes. w: [rows,depth]
template <tb_precision precision>
__global__ void product_kernel(GenerationLayout l, ResidentProduct p, Rows rows, int64_t depth,
        const float *w, float *packed) {
    using Layout = FragmentLayout<precision>;
    constexpr int lanes = timbrel::fragment_lanes;
    const int64_t of_block = static_cast<int64_t>(p.count) * lanes;
    for (int64_t e = timbrel::first_element(); e < l.blocks * of_block;
            e += timbrel::element_stride()) {
        const auto block = static_cast<int>(e / of_block);
        const FragmentIndex at(p, l.set_tiles, static_cast<int>(e % of_block / lanes));
        uint32_t words[timbrel::fragment_words];
        for (int word = 0; word < timbrel::fragment_words; ++word) {
            const timbrel::FragmentPlace place = Layout::place(static_cast<int>(e % lanes), word);
            const int64_t row =
                    rows.row_of(block, at.tile * timbrel::fragment_rows + place.row);
            const int64_t k = static_cast<int64_t>(at.chunk) * Layout::depth + place.k;
            const auto value = [=](int64_t column) {
                return row >= 0 && column < depth ? w[row * depth + column] : 0.0f;
            };
            words[word] = Layout::word(value(k), Layout::pairs ? value(k + 1) : 0.0f);
        }
        const int64_t to = l.table + block * l.block_floats + 4 * (int64_t{lanes} * p.first) +
                           4 * (e % of_block);
        *reinterpret_cast<uint4 *>(packed + to) = {words[0], words[1], words[2], words[3]};
    }
}

// Biases of a product, or the sum of two [rows], to where they are behind a block's fragments.
__global__ void bias_kernel(GenerationLayout l, int first, int count, Rows rows, const float *b,
        const float *second, float *packed) {
    for (int64_t e = timbrel::first_element(); e < static_cast<int64_t>(l.blocks) * count;
            e += timbrel::element_stride()) {
        const auto block = static_cast<int>(e / count), row = static_cast<int>(e % count);
        const int64_t from = rows.row_of(block, row);
        const float value = from < 0 ? 0.0f : second == nullptr ? b[from] : b[from] + second[from];
        packed[l.table + block * l.block_floats + l.fragment_count * 4 * timbrel::fragment_lanes +
                first + row] = value;
    }
}

// Where the packed array begins in the caller's.
float *begin_of(float *packed) {
    return packed + (timbrel::PackedParts(packed).vector(0) - packed);
}

class ResidentPacking {
public:
    ResidentPacking(const tb_network &net, tb_precision precision, const tb_plan &plan,
            float *packed, cudaStream_t stream)
        : precision_(precision),
          l_(timbrel::generation_layout(net, tb_texture{}, precision, plan, 0)),
          packed_(begin_of(packed)),
          stream_(stream) {}

    void table(const float *values, int64_t count) {
        if (count > 0 && result_ == cudaSuccess) {
            result_ = cudaMemcpyAsync(packed_, values, static_cast<size_t>(count) * sizeof(float),
                    cudaMemcpyDeviceToDevice, stream_);
        }
    }

    void layer(int k, const timbrel::LayerParameters &of, int64_t inputs) {
        const Rows rows = {l_.units, timbrel::lstm_gates, l_.hidden};
        product(l_.of_input[k], rows, inputs, of.w_ih);
        product(l_.of_hidden[k], rows, l_.hidden, of.w_hh);
        biases(k * l_.rows, l_.rows, rows, of.b_ih, of.b_hh);
    }

    void head(const float *w, const float *b) {
        const Rows rows = {l_.head_rows, 1, l_.outputs};
        product(l_.of_head, rows, l_.hidden, w);
        biases(l_.layers * l_.rows, l_.head_rows, rows, b, nullptr);
    }

    cudaError_t result() const { return result_; }

private:
    void product(const ResidentProduct &p, const Rows &rows, int64_t depth, const float *w) {
        if (result_ != cudaSuccess) {
            return;
        }
        const auto kernel = precision_ == TB_BF16   ? product_kernel<TB_BF16>
                            : precision_ == TB_TF32 ? product_kernel<TB_TF32>
                                                    : product_kernel<TB_FP32>;
        const int64_t count = static_cast<int64_t>(l_.blocks) * p.count * timbrel::fragment_lanes;
        result_ = timbrel::launch(kernel, timbrel::element_blocks(count), dim3(threads), 0, stream_,
                l_, p, rows, depth, w, packed_);
    }

    void biases(int first, int count, const Rows &rows, const float *b, const float *second) {
        if (result_ == cudaSuccess) {
            result_ = timbrel::launch(bias_kernel,
                    timbrel::element_blocks(static_cast<int64_t>(l_.blocks) * count), dim3(threads),
                    0, stream_, l_, first, count, rows, b, second, packed_);
        }
    }

    tb_precision precision_;
    GenerationLayout l_;
    float *packed_;
    cudaStream_t stream_;
    cudaError_t result_ = cudaSuccess;
};

}  // namespace

namespace timbrel {

tb_status check_kernels(const char *function, const tb_plan *plan) {
    if (plan != nullptr && plan->kernels == TB_PRODUCTS) {
        return fail(TB_UNSUPPORTED,
                "%s: the plan is of products of all slots, which are the caller's to make",
                function);
    }
    return is_resident(plan) ? TB_OK : check_plan(function, plan, 1, 0, PlanOf::network);
}

tb_status check_generation_plan(const char *function, const tb_network &net,
        const tb_texture &texture, tb_precision precision, const tb_plan &plan, int64_t N) {
    const tb_status checked = check_plan(function, &plan, net.hidden_size, N, PlanOf::network);
    if (checked != TB_OK) {
        return checked;
    }
    if (!has_resident_generation(net) || slot_floats(texture) > (1 << 20)) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: plan's kernels are %d, but teams of blocks do not serve such a network",
                function, static_cast<int>(plan.kernels));
    }
    if (precision == TB_FP32 && plan.registers != 0) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan keeps weights in registers, which fp32 does not", function);
    }
    const int64_t least = resident_generation_least_shared(net, texture, precision, plan);
    if (plan.shared_bytes < least) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan has %lld bytes of shared memory, but needs %lld: take it from "
                "tb_cuda_plan_generation",
                function, static_cast<long long>(plan.shared_bytes), static_cast<long long>(least));
    }
    return TB_OK;
}

int64_t resident_packed_floats(const tb_network &net, tb_precision precision, const tb_plan &plan) {
    const GenerationLayout l = generation_layout(net, tb_texture{}, precision, plan, 0);
    // The array may begin anywhere between two multiples of 16 bytes.
    return l.table + l.blocks * l.block_floats + floats_of_group;
}

cudaError_t pack_resident(const tb_network &net, tb_precision precision, const float *parameters,
        float *packed, const tb_plan &plan, cudaStream_t stream) {
    ResidentPacking packing(net, precision, plan, packed, stream);
    const float *at = parameters;
    packing.table(at, net.components * net.embedding_size);
    at += net.components * net.embedding_size;
    for (int64_t k = 0; k < net.layers; ++k) {
        const LayerParameters of = layer_parameters(net, k, &at);
        packing.layer(static_cast<int>(k), of, input_size(net, k));
    }
    packing.head(at, at + output_size(net) * net.hidden_size);
    return packing.result();
}

int64_t resident_workspace_bytes(
        const tb_network &net, const tb_texture &texture, const tb_plan &plan) {
    int64_t most = 0;
    for (const tb_precision precision : {TB_FP32, TB_BF16}) {
        const GenerationLayout l = generation_layout(net, texture, precision, plan, 0);
        const int64_t bytes = plan.kernels != TB_GRID
                                      ? 0
                                      : GridExchange::workspace_bytes(generation_channels(l, 0).all,
                                                l.blocks, plan.teams);
        most = bytes > most ? bytes : most;
    }
    return most;
}

}  // namespace timbrel
