// SPDX-License-Identifier: Apache-2.0
// Checks of arguments that both devices make before anything is written. Every message begins with
// the function's name and has the values.
#pragma once

#include <initializer_list>

#include "timbrel.h"

namespace timbrel {

struct Size {
    const char *name;
    int64_t value, minimum;
};

struct Array {
    const char *name;  // with its shape: "x [T,N,I]"
    const void *data;
    bool needed;  // it has elements
};

// The product of the factors, none negative, is a number of floats that memory can address.
bool fits(std::initializer_list<int64_t> factors);

// value is in minimum..maximum.
tb_status check_whole(
        const char *function, const char *name, int64_t value, int64_t minimum, int64_t maximum);

// Every size is at least its minimum.
tb_status check_sizes(const char *function, std::initializer_list<Size> sizes);

// An array can have count elements.
tb_status check_count(const char *function, int64_t count);

// What to answer where fits() fails.
tb_status too_large(const char *function, std::initializer_list<Size> sizes);

// Every array with elements is given.
tb_status check_arrays(const char *function, std::initializer_list<Array> arrays,
        std::initializer_list<Size> sizes);

// lengths [N] or NULL, each in 0..T. For memory that the host can read.
tb_status check_lengths(const char *function, const int64_t *lengths, int64_t T, int64_t N);

// value is finite and in minimum..maximum.
tb_status check_range(
        const char *function, const char *name, double value, double minimum, double maximum);

}  // namespace timbrel
