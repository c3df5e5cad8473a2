// SPDX-License-Identifier: Apache-2.0
// Arrays for tests: seeded inputs, and outputs with guards around them.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "check.h"
#include "timbrel.h"

namespace timbrel::test {

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
class Random {
public:
    explicit Random(uint64_t seed) : state_(seed) {}

    // Uniform in -limit..limit.
    float uniform(float limit) {
        state_ += 0x9e3779b97f4a7c15u;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        z ^= z >> 31;
        const float unit = static_cast<float>(z >> 40) / static_cast<float>(1 << 24);
        return (2 * unit - 1) * limit;
    }

    std::vector<float> uniforms(int64_t count, float limit) {
        std::vector<float> values(static_cast<size_t>(count));
        for (float &value : values) {
            value = uniform(limit);
        }
        return values;
    }

private:
    uint64_t state_;
};

template <typename Element>
const Element *or_null(const std::vector<Element> &values) {
    return values.empty() ? nullptr : values.data();
}

// An output array full of NaN with more behind it: what is not written shows, and what is written
// too far.
class Poisoned {
public:
    explicit Poisoned(int64_t count)
        : count_(static_cast<size_t>(count)), values_(count_ + guard, nan()) {}

    float *data() { return values_.data(); }
    size_t size() const { return values_.size(); }

    std::vector<float> take(const std::string &where, const char *array) {
        for (size_t k = count_; k < values_.size(); ++k) {
            check(std::isnan(values_[k]), "%s: %s was written past its end", where.c_str(), array);
        }
        values_.resize(count_);
        return values_;
    }

private:
    static constexpr size_t guard = 16;
    static float nan() { return std::numeric_limits<float>::quiet_NaN(); }

    size_t count_;
    std::vector<float> values_;
};

// status is TB_OK, or the message of the library says why not.
inline bool check_ok(tb_status status, const char *where) {
    return check(status == TB_OK, "%s: status %d: %s", where, status, tb_cpu_last_error());
}

// The call is refused with exactly this message.
inline void check_refused(tb_status status, const char *message) {
    check(status == TB_INVALID_ARGUMENT, "status %d, but expected \"%s\"", status, message);
    check(std::strcmp(tb_cpu_last_error(), message) == 0, "it says \"%s\", but expected \"%s\"",
            tb_cpu_last_error(), message);
}

}  // namespace timbrel::test
