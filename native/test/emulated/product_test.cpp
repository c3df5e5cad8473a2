// SPDX-License-Identifier: Apache-2.0
// Products of whole warps on the emulated device, with fragments placed as the chapters
// "mma.m16n8k16" and "mma.m16n8k8" of NVIDIA's "Parallel Thread Execution ISA" place them.
#include <random>

#include "bf16.h"
#include "dies.h"
#include "resident/team.h"

using namespace timbrel::test;

namespace {

using namespace timbrel;

constexpr int rows = 16, columns = 8, lanes = 32;

struct Operands {
    uint4 a[lanes];
    uint2 b[lanes];
    float sums[lanes][4];
};

void product_kernel(bool bf16, Operands *operands) {
    const unsigned lane = threadIdx.x % lanes;
    Operands &own = operands[threadIdx.x / lanes];
    float sums[4];
    std::memcpy(sums, own.sums[lane], sizeof sums);
    if (bf16) {
        multiply_bf16(sums, own.a[lane], own.b[lane]);
    } else {
        multiply_tf32(sums, own.a[lane], own.b[lane]);
    }
    std::memcpy(own.sums[lane], sums, sizeof sums);
}

void half_a_warp_kernel(Operands *operands) {
    if (threadIdx.x % 2 == 0) {
        multiply_bf16(
                operands->sums[threadIdx.x], operands->a[threadIdx.x], operands->b[threadIdx.x]);
    }
}

uint32_t bits(float value) {
    uint32_t result;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

// Matrices, [rows][depth], [depth][columns] and [rows][columns].
struct Matrices {
    int depth;
    float a[rows][16], b[16][columns], c[rows][columns];
};

Matrices some_matrices(int depth, std::mt19937 &random) {
    std::normal_distribution<float> normal;
    Matrices m = {};
    m.depth = depth;
    const auto rounded = [&] {
        const float value = normal(random);
        return depth == 16 ? round_to_bf16(value) : round_to_tf32(value);
    };
    for (int k = 0; k < depth; ++k) {
        for (int i = 0; i < rows; ++i) {
            m.a[i][k] = rounded();
        }
        for (int n = 0; n < columns; ++n) {
            m.b[k][n] = rounded();
        }
    }
    for (auto &row : m.c) {
        for (float &value : row) {
            value = normal(random);
        }
    }
    return m;
}

// dirt: digits that no tf32 number has.
Operands operands_of(const Matrices &m, uint32_t dirt) {
    Operands result;
    for (int lane = 0; lane < lanes; ++lane) {
        const int group = lane / 4, in_group = lane % 4;
        uint32_t a[4], b[2];
        for (int i = 0; i < 4; ++i) {
            const int row = i % 2 == 0 ? group : group + 8;
            const int k = m.depth == 16 ? in_group * 2 + i / 2 * 8 : in_group + i / 2 * 4;
            a[i] = m.depth == 16 ? bits(m.a[row][k]) >> 16 | (bits(m.a[row][k + 1]) & 0xffff0000u)
                                 : bits(m.a[row][k]) | dirt;
        }
        for (int i = 0; i < 2; ++i) {
            const int k = m.depth == 16 ? in_group * 2 + i * 8 : in_group + i * 4;
            b[i] = m.depth == 16
                           ? bits(m.b[k][group]) >> 16 | (bits(m.b[k + 1][group]) & 0xffff0000u)
                           : bits(m.b[k][group]) | dirt;
        }
        result.a[lane] = {a[0], a[1], a[2], a[3]};
        result.b[lane] = {b[0], b[1]};
        for (int i = 0; i < 4; ++i) {
            result.sums[lane][i] = m.c[group + i / 2 * 8][in_group * 2 + i % 2];
        }
    }
    return result;
}

void check_product(const char *what, const Matrices &m, const Operands &result) {
    for (int i = 0; i < rows; ++i) {
        for (int n = 0; n < columns; ++n) {
            float sum = m.c[i][n];
            for (int k = 0; k < m.depth; ++k) {
                sum += m.a[i][k] * m.b[k][n];
            }
            const float actual = result.sums[i % 8 * 4 + n / 2][i / 8 * 2 + n % 2];
            check(bits(actual) == bits(sum), "%s: row %d, column %d is %.9g, not %.9g", what, i, n,
                    actual, sum);
        }
    }
}

void test_products() {
    std::mt19937 random(5);
    constexpr int warps = 2;
    Operands *operands = nullptr;
    cudaMalloc(&operands, warps * sizeof(Operands));
    for (const uint64_t order : {0, 1, 2}) {
        timbrel_emulator_order(order);
        for (const int depth : {16, 8}) {
            Matrices matrices[warps];
            for (int warp = 0; warp < warps; ++warp) {
                matrices[warp] = some_matrices(depth, random);
                operands[warp] = operands_of(matrices[warp], warp == 0 ? 0 : 0x1fffu);
            }
            launch(product_kernel, dim3(1), dim3(warps * lanes), 0, nullptr, depth == 16, operands);
            for (int warp = 0; warp < warps; ++warp) {
                check_product(depth == 16 ? "bf16" : "tf32", matrices[warp], operands[warp]);
            }
        }
    }
    check_dies("a product of half a warp", "not all lanes of a warp",
            [operands] { launch(half_a_warp_kernel, dim3(1), dim3(lanes), 0, nullptr, operands); });
    cudaFree(operands);
}

}  // namespace

int main() {
    test_products();
    return report("emulated_product_test");
}
