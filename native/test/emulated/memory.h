// SPDX-License-Identifier: Apache-2.0
// Memory of the emulated device for a test: zeros at first.
#pragma once

#include <cstring>

#include "launch.h"

namespace timbrel::test {

template <typename Value>
struct Memory {
    explicit Memory(size_t count) : count(count) {
        cudaMalloc(&values, count * sizeof(Value));
        clear();
    }
    ~Memory() { cudaFree(values); }
    Memory(const Memory &) = delete;
    Memory &operator=(const Memory &) = delete;

    void clear() { std::memset(values, 0, count * sizeof(Value)); }

    size_t count;
    Value *values = nullptr;
};

}  // namespace timbrel::test
