// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 against the known answers of Random123 (kat_vectors), and what is made of its
// words.
#include "philox.h"

#include <cmath>

#include "arrays.h"

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

// Side by side they are the same blocks, from a first one that is no multiple of anything.
void test_blocks() {
    const int64_t seed = -6, stream = INT64_C(0x123456789abc), first = 77;
    uint32_t words[4 * 16];
    timbrel::draw_blocks<16>(timbrel::Domain::dropout, seed, stream, 0xffffffff, first, words);
    for (int64_t k = 0; k < 64; ++k) {
        const auto block =
                timbrel::draw(timbrel::Domain::dropout, seed, stream, 0xffffffff, first + k / 4);
        check(words[k] == block.words[k % 4], "word %d is %08x, expected %08x", int(k), words[k],
                block.words[k % 4]);
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
    // The roundings of a narrow range do not lead out of it.
    for (const float high : {0.1f, std::nextafter(0.1f, 1.0f)}) {
        check(tb_cpu_uniform(9, 1, 0.1f, high, 1001, values.data()) == TB_OK, "status");
        for (const float value : values) {
            check(value >= 0.1f && value <= high, "%.9g is outside 0.1..%.9g", value, high);
        }
    }
    check(tb_cpu_uniform(9, 1, -3, 5, 1001, values.data()) == TB_OK, "status");
    std::vector<float> fewer(3);
    check(tb_cpu_uniform(9, 1, -3, 5, 3, fewer.data()) == TB_OK, "status");
    check_same_bits("fewer", "out", fewer.data(), values.data(), 3);
    check_refused(tb_cpu_uniform(9, 1, 5, -3, 1, fewer.data()),
            "tb_cpu_uniform: high is -3, outside 5..3.40282e+38");
    check_refused(tb_cpu_uniform(9, 1, 0, NAN, 1, fewer.data()),
            "tb_cpu_uniform: high is nan, outside 0..3.40282e+38");
    check_refused(tb_cpu_uniform(9, 1, -INFINITY, 0, 1, fewer.data()),
            "tb_cpu_uniform: low is -inf, outside -3.40282e+38..3.40282e+38");
    check_refused(tb_cpu_uniform(9, 1, 0, 1, -1, fewer.data()),
            "tb_cpu_uniform: count is -1, but must be at least 0");
    check_refused(tb_cpu_uniform(9, 1, 0, 1, INT64_MAX, fewer.data()),
            "tb_cpu_uniform: count 9223372036854775807 make an array of more than 2^63 - 1 bytes");
    check_refused(tb_cpu_uniform(9, 1, 0, 1, 1, nullptr),
            "tb_cpu_uniform: out [count] is NULL, but has elements at count 1");
    check_ok(tb_cpu_uniform(9, 1, 0, 1, 0, nullptr), "no numbers");
}

}  // namespace

int main() {
    test_known_answers();
    test_blocks();
    test_units();
    test_uniform();
    return report("philox_test");
}
