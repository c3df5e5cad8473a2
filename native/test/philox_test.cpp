// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 against the known answers of Random123 (kat_vectors), and what is made of its
// words.
#include "philox.h"

#include <cmath>

#include "check.h"
#include "timbrel.h"

using namespace timbrel::test;

namespace {

void test_known_answers() {
    const struct {
        uint32_t counter[4], key[2], expected[4];
    } answers[] = {
            {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
            {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff},
                    {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
            {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0},
                    {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (const auto &answer : answers) {
        const timbrel::PhiloxBlock block = timbrel::philox(
                {{answer.counter[0], answer.counter[1], answer.counter[2], answer.counter[3]}},
                answer.key[0], answer.key[1]);
        for (int k = 0; k < 4; ++k) {
            check(block.words[k] == answer.expected[k], "word %d is %08x, expected %08x", k,
                    block.words[k], answer.expected[k]);
        }
    }
}

void test_units() {
    check(timbrel::unit_uniform(0) > 0 && timbrel::unit_uniform(~0u) < 1,
            "the ends are %.9g and %.9g", timbrel::unit_uniform(0), timbrel::unit_uniform(~0u));
    check(timbrel::unit_uniform(1u << 31) - 0.5f < 1e-7f, "the middle");
    // The rarest words still give numbers.
    for (const uint32_t word : {0u, ~0u, 1u << 31}) {
        float first, second;
        timbrel::normals(word, ~word, &first, &second);
        check(std::isfinite(first) && std::isfinite(second), "normals(%08x) are %g and %g", word,
                first, second);
    }
}

// Ends and middle exactly as far as float goes, whatever the limits.
void test_uniform() {
    std::vector<float> values(1001);
    check(tb_cpu_uniform(9, 1, -3, 5, 1001, values.data()) == TB_OK, "status");
    double sum = 0;
    for (const float value : values) {
        check(value >= -3 && value <= 5, "%g is outside -3..5", value);
        sum += value;
    }
    // Five standard errors of the mean: 8 / sqrt(12 * 1001) each.
    check(std::fabs(sum / 1001 - 1) < 5 * 8 / std::sqrt(12.0 * 1001), "mean %g", sum / 1001);
    std::vector<float> fewer(3);
    check(tb_cpu_uniform(9, 1, -3, 5, 3, fewer.data()) == TB_OK, "status");
    check_same_bits("fewer", "out", fewer.data(), values.data(), 3);
    check(tb_cpu_uniform(9, 1, 5, -3, 1, fewer.data()) == TB_INVALID_ARGUMENT, "high below low");
    check(tb_cpu_uniform(9, 1, 0, NAN, 1, fewer.data()) == TB_INVALID_ARGUMENT, "high NaN");
}

}  // namespace

int main() {
    test_known_answers();
    test_units();
    test_uniform();
    return report("philox_test");
}
