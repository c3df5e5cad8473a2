// SPDX-License-Identifier: Apache-2.0
// The layouts of the resident kernels' operands: every element has exactly one place, and products
// that are put together by them are those of the matrices.
#include <array>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "check.h"
#include "resident/fragment_layout.h"

using namespace timbrel;
using namespace timbrel::test;

namespace {

template <tb_precision precision>
void test_places() {
    using Layout = FragmentLayout<precision>;
    std::set<std::pair<int, int>> weights;
    for (int lane = 0; lane < fragment_lanes; ++lane) {
        for (int word = 0; word < fragment_words; ++word) {
            const FragmentPlace place = Layout::place(lane, word);
            for (int k = place.k; k < place.k + Layout::per_word; ++k) {
                check(place.row >= 0 && place.row < fragment_rows && k >= 0 && k < Layout::depth,
                        "precision %d: lane %d word %d is (%d,%d)", precision, lane, word,
                        place.row, k);
                check(weights.emplace(place.row, k).second, "precision %d: (%d,%d) comes twice",
                        precision, place.row, k);
            }
        }
    }
    check(weights.size() == size_t{fragment_rows} * Layout::depth,
            "precision %d: %zu weights have places", precision, weights.size());

    // Of more slots and chunks than one.
    constexpr int slots = 3 * fragment_slots, chunks = 5;
    std::vector<int> hits(slots / fragment_slots * chunks * operand_words);
    for (int slot = 0; slot < slots; ++slot) {
        for (int k = 0; k < chunks * Layout::depth; ++k) {
            const int word = Layout::word_of(k, slot, chunks);
            if (check(word >= 0 && word < static_cast<int>(hits.size()),
                        "precision %d: (%d,%d) is in word %d", precision, k, slot, word)) {
                ++hits[word];
            }
            check(k % Layout::per_word == 0 || word == Layout::word_of(k - 1, slot, chunks),
                    "precision %d: k %d and its neighbour are apart", precision, k);
        }
    }
    for (const int count : hits) {
        check(count == Layout::per_word, "precision %d: a word is hit %d times", precision, count);
    }
}

// What a word holds of the k of this parity.
template <tb_precision precision>
float value_in(uint32_t word, int k) {
    if (precision == TB_BF16) {
        return float_of_bf16(static_cast<uint16_t>(k % 2 != 0 ? word >> 16 : word));
    }
    return float_of_bits(static_cast<int32_t>(word));
}

// A lane's words for mma.sync: A's of PTX's figures for m16n8k16 with 16 bits ("a0,a1" in word 0
// ... "a6,a7" in word 3) and m16n8k8 with tf32, B's likewise. Here as the ISA states them: groupID
// is lane / 4, threadID_in_group lane % 4.
struct Multiplicand {
    int row, k;
};

Multiplicand a_of_bf16(int lane, int i) {
    const int row = i < 2 || (i >= 4 && i < 6) ? lane / 4 : lane / 4 + 8;
    return {row, lane % 4 * 2 + (i & 1) + (i >= 4 ? 8 : 0)};
}

Multiplicand a_of_tf32(int lane, int i) {
    return {i == 0 || i == 2 ? lane / 4 : lane / 4 + 8, i < 2 ? lane % 4 : lane % 4 + 4};
}

void test_mma_layouts() {
    for (int lane = 0; lane < 32; ++lane) {
        for (int i = 0; i < 8; ++i) {
            const Multiplicand a = a_of_bf16(lane, i);
            const FragmentPlace place = FragmentLayout<TB_BF16>::place(lane, i / 2);
            check(place.row == a.row && place.k + i % 2 == a.k, "bf16: a%d of lane %d", i, lane);
        }
        for (int i = 0; i < 4; ++i) {
            const Multiplicand a = a_of_tf32(lane, i);
            const FragmentPlace place = FragmentLayout<TB_TF32>::place(lane, i);
            check(place.row == a.row && place.k == a.k, "tf32: a%d of lane %d", i, lane);
            // b0,b1 in the first word, b2,b3 in the second; of tf32 one each.
            const int k = lane % 4 * 2 + (i & 1) + (i >= 2 ? 8 : 0);
            check(FragmentLayout<TB_BF16>::word_of(k, lane / 4) == 2 * lane + i / 2,
                    "bf16: b%d of lane %d", i, lane);
        }
        for (int i = 0; i < 2; ++i) {
            check(FragmentLayout<TB_TF32>::word_of(lane % 4 + 4 * i, lane / 4) == 2 * lane + i,
                    "tf32: b%d of lane %d", i, lane);
        }
    }
}

// 32 rows by 3 chunks of k, times 16 slots, lane by lane.
template <tb_precision precision>
void test_product() {
    using Layout = FragmentLayout<precision>;
    constexpr int tiles = 2, chunks = 3, slots = 2 * fragment_slots;
    constexpr int rows = tiles * fragment_rows, depth = chunks * Layout::depth;
    std::mt19937 random(7);
    const auto draw = [&random] { return static_cast<float>(random() >> 8) * 0x1p-23f - 1; };
    const auto rounded = [](float value) { return value_in<precision>(Layout::word(value), 0); };
    std::array<std::array<float, depth>, rows> weights;
    std::array<std::array<float, slots>, depth> values;
    for (auto &row : weights) {
        for (float &weight : row) {
            weight = draw();
        }
    }
    for (auto &row : values) {
        for (float &value : row) {
            value = draw();
        }
    }

    std::vector<uint32_t> operand(slots / fragment_slots * chunks * operand_words);
    for (int slot = 0; slot < slots; ++slot) {
        for (int k = 0; k < depth; k += Layout::per_word) {
            operand[Layout::word_of(k, slot, chunks)] =
                    Layout::word(values[k][slot], values[k + Layout::per_word - 1][slot]);
        }
    }
    std::array<std::array<double, slots>, rows> sums = {};
    for (int tile = 0; tile < tiles; ++tile) {
        for (int chunk = 0; chunk < chunks; ++chunk) {
            for (int lane = 0; lane < fragment_lanes; ++lane) {
                for (int i = 0; i < fragment_words; ++i) {
                    const FragmentPlace place = Layout::place(lane, i);
                    const int row = tile * fragment_rows + place.row;
                    const int first = chunk * Layout::depth + place.k;
                    const uint32_t word = Layout::word(
                            weights[row][first], weights[row][first + Layout::per_word - 1]);
                    for (int k = first; k < first + Layout::per_word; ++k) {
                        for (int slot = 0; slot < slots; ++slot) {
                            const uint32_t other = operand[Layout::word_of(k, slot, chunks)];
                            sums[row][slot] += static_cast<double>(value_in<precision>(word, k)) *
                                               value_in<precision>(other, k);
                        }
                    }
                }
            }
        }
    }
    for (int row = 0; row < rows; ++row) {
        for (int slot = 0; slot < slots; ++slot) {
            double expected = 0;
            for (int k = 0; k < depth; ++k) {
                expected +=
                        static_cast<double>(rounded(weights[row][k])) * rounded(values[k][slot]);
            }
            // In double precision, in another order.
            check(std::fabs(sums[row][slot] - expected) < 1e-12,
                    "precision %d: product (%d,%d) is %.9g, expected %.9g", precision, row, slot,
                    sums[row][slot], expected);
        }
    }
    check(precision == TB_FP32 || rounded(1 + 0x1p-12f) == 1, "precision %d rounds", precision);
}

}  // namespace

int main() {
    test_places<TB_FP32>();
    test_places<TB_TF32>();
    test_places<TB_BF16>();
    test_mma_layouts();
    test_product<TB_FP32>();
    test_product<TB_TF32>();
    test_product<TB_BF16>();
    return report("fragments_test");
}
