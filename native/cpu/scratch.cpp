// SPDX-License-Identifier: Apache-2.0
// Scratch memory of a thread.
#include "scratch.h"

#include <stdlib.h>

namespace timbrel {
namespace {

class Block {
public:
    ~Block() { free(data_); }

    float *at_least(int64_t count) {
        if (count > capacity_) {
            free(data_);
            const int64_t rounded = (count + 1023) / 1024 * 1024;
            data_ = static_cast<float *>(
                    aligned_alloc(64, static_cast<size_t>(rounded) * sizeof(float)));
            capacity_ = data_ ? rounded : 0;
        }
        return data_;
    }

private:
    float *data_ = nullptr;
    int64_t capacity_ = 0;
};

// One for each of ScratchOf.
thread_local Block blocks[3];

}  // namespace

float *scratch(ScratchOf owner, int64_t count) {
    return blocks[static_cast<int>(owner)].at_least(count > 0 ? count : 1);
}

}  // namespace timbrel
