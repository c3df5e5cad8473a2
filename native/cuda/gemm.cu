// SPDX-License-Identifier: Apache-2.0
// Products of matrices, plain: square tiles through shared memory, fp32 sums in the order of k, so
// that an element has the same bits in a tile of any size. Tensor cores would stand in
// product_kernel.
#include "gemm.h"

#include <climits>

#include "arguments.h"
#include "check.h"
#include "grid.h"
#include "precision.h"

namespace {

using timbrel::Product;

constexpr int threads = 256;  // 16 x 16
constexpr int depth = 16;     // of a tile, in k
constexpr int sides = 16;

template <int side>
struct alignas(16) Tiles {
    // One to four columns more than the tile, so that a transposing store meets few banks twice.
    float a[depth][side + 4];
    float b[depth][side + 4];
};

// Up to four neighbours in shared memory, read at once.
template <int width>
struct alignas(sizeof(float) * width) Neighbours {
    float value[width];
};

// Where a thread finds its elements of a tile of A or B: k and the place along the other side.
// Neighbouring threads take neighbours in memory.
template <int side, bool k_is_contiguous>
struct Place {
    static constexpr int count = side * depth / threads;

    __device__ static int k(int i) {
        const int e = static_cast<int>(threadIdx.x) + i * threads;
        return k_is_contiguous ? e % depth : e / side;
    }
    __device__ static int other(int i) {
        const int e = static_cast<int>(threadIdx.x) + i * threads;
        return k_is_contiguous ? e / depth : e % side;
    }
};

template <int side, bool transpose_a, bool transpose_b>
__global__ void __launch_bounds__(threads, 1) product_kernel(Product p, int64_t tiles_across) {
    using PlaceA = Place<side, !transpose_a>;
    using PlaceB = Place<side, transpose_b>;
    constexpr int each = side / sides;  // rows and columns of a thread
    constexpr int width = each < 4 ? each : 4;
    Tiles<side> &tile = timbrel::block_shared<Tiles<side>>();
    const int64_t first_m = blockIdx.x / tiles_across * side;
    const int64_t first_n = blockIdx.x % tiles_across * side;

    float next_a[PlaceA::count], next_b[PlaceB::count];
    const auto load = [&](int64_t first_k) {
        for (int i = 0; i < PlaceA::count; ++i) {
            const int64_t k = first_k + PlaceA::k(i), m = first_m + PlaceA::other(i);
            const bool inside = k < p.K && m < p.M;
            next_a[i] = inside ? p.a[transpose_a ? k * p.M + m : m * p.K + k] : 0.0f;
        }
        for (int i = 0; i < PlaceB::count; ++i) {
            const int64_t k = first_k + PlaceB::k(i), n = first_n + PlaceB::other(i);
            bool inside = k < p.K && n < p.N;
            if (!transpose_b && p.lengths != nullptr && inside) {
                inside = k / p.sequences < p.lengths[k % p.sequences];
            }
            next_b[i] = inside ? p.b[transpose_b ? n * p.K + k : k * p.N + n] : 0.0f;
        }
    };

    // Column i of a thread: four neighbours, and four more on the tile's other half.
    const int row = static_cast<int>(threadIdx.x) / sides * width;
    const int column = static_cast<int>(threadIdx.x) % sides * width;
    const auto offset = [](int i) { return i / width * (sides * width) + i % width; };
    float sums[each][each];
    for (int i = 0; i < each; ++i) {
        for (int j = 0; j < each; ++j) {
            const int64_t m = first_m + row + offset(i), n = first_n + column + offset(j);
            sums[i][j] = p.accumulate && m < p.M && n < p.N ? p.c[m * p.N + n] : 0.0f;
        }
    }

    load(0);
    for (int64_t first_k = 0; first_k < p.K; first_k += depth) {
        for (int i = 0; i < PlaceA::count; ++i) {
            tile.a[PlaceA::k(i)][PlaceA::other(i)] = timbrel::rounded(p.precision, next_a[i]);
        }
        for (int i = 0; i < PlaceB::count; ++i) {
            tile.b[PlaceB::k(i)][PlaceB::other(i)] = timbrel::rounded(p.precision, next_b[i]);
        }
        __syncthreads();
        load(first_k + depth);  // on its way while this tile is multiplied
        for (int k = 0; k < depth; ++k) {
            Neighbours<width> a[each / width], b[each / width];
            for (int i = 0; i < each / width; ++i) {
                a[i] = *reinterpret_cast<const Neighbours<width> *>(
                        &tile.a[k][row + offset(i * width)]);
                b[i] = *reinterpret_cast<const Neighbours<width> *>(
                        &tile.b[k][column + offset(i * width)]);
            }
            for (int i = 0; i < each; ++i) {
                for (int j = 0; j < each; ++j) {
                    sums[i][j] = fmaf(a[i / width].value[i % width], b[j / width].value[j % width],
                            sums[i][j]);
                }
            }
        }
        __syncthreads();
    }
    for (int i = 0; i < each; ++i) {
        for (int j = 0; j < each; ++j) {
            const int64_t m = first_m + row + offset(i), n = first_n + column + offset(j);
            if (m < p.M && n < p.N) {
                p.c[m * p.N + n] = sums[i][j];
            }
        }
    }
}

int64_t tiles(const Product &p, int64_t side) {
    return timbrel::parts(p.M, side) * timbrel::parts(p.N, side);
}

template <int side>
cudaError_t launch_product(const Product &p, cudaStream_t stream) {
    const int64_t blocks = tiles(p, side);
    if (blocks > INT_MAX) {
        return cudaErrorInvalidConfiguration;
    }
    const auto kernel = p.transpose_a ? (p.transpose_b ? product_kernel<side, true, true>
                                                       : product_kernel<side, true, false>)
                                      : (p.transpose_b ? product_kernel<side, false, true>
                                                       : product_kernel<side, false, false>);
    return timbrel::launch(kernel, dim3(static_cast<unsigned>(blocks)), dim3(threads), 0, stream, p,
            timbrel::parts(p.N, side));
}

}  // namespace

cudaError_t timbrel::multiply(const Product &p, cudaStream_t stream) {
    if (p.M == 0 || p.N == 0 || (p.K == 0 && p.accumulate)) {
        return cudaSuccess;
    }
    // The largest tile that still gives most of a large card's processors one.
    constexpr int64_t enough = 100;
    return tiles(p, 128) >= enough  ? launch_product<128>(p, stream)
           : tiles(p, 64) >= enough ? launch_product<64>(p, stream)
                                    : launch_product<32>(p, stream);
}

tb_status tb_cuda_gemm(tb_precision precision, int32_t transpose_a, int32_t transpose_b,
        int32_t accumulate, int64_t M, int64_t N, int64_t K, const float *a, const float *b,
        float *c, void *stream) {
    constexpr const char *function = "tb_cuda_gemm";
    const std::initializer_list<timbrel::Size> sizes = {{"M", M, 0}, {"N", N, 0}, {"K", K, 0}};
    tb_status checked = timbrel::check_precision(function, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_sizes(function, sizes);
    }
    if (checked == TB_OK &&
            (!timbrel::fits({M, K}) || !timbrel::fits({K, N}) || !timbrel::fits({M, N}))) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {
                        {"a", a, M > 0 && K > 0},
                        {"b", b, K > 0 && N > 0},
                        {"c [M,N]", c, M > 0 && N > 0},
                },
                sizes);
    }
    if (checked != TB_OK) {
        return checked;
    }
    return timbrel::check_cuda(timbrel::multiply({precision, transpose_a != 0, transpose_b != 0,
                                                         accumulate != 0, M, N, K, a, b, c},
                                       static_cast<cudaStream_t>(stream)),
            function, "launch of the product");
}
