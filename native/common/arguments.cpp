// SPDX-License-Identifier: Apache-2.0
// Checks of arguments that both devices make before anything is written.
#include "arguments.h"

#include <cinttypes>
#include <cstdio>

#include "error.h"

namespace timbrel {
namespace {

// "T 2, N 3, I 4, H 5".
struct SizesText {
    char text[256] = "";

    explicit SizesText(std::initializer_list<Size> sizes) {
        size_t end = 0;
        for (const Size &size : sizes) {
            const int written = std::snprintf(text + end, sizeof text - end, "%s%s %" PRId64,
                    end > 0 ? ", " : "", size.name, size.value);
            end += written < 0 ? 0 : static_cast<size_t>(written);
            if (end >= sizeof text) {
                return;
            }
        }
    }
};

}  // namespace

bool fits(std::initializer_list<int64_t> factors) {
    int64_t bytes = sizeof(float);
    for (const int64_t factor : factors) {
        if (__builtin_mul_overflow(bytes, factor, &bytes)) {
            return false;
        }
    }
    return true;
}

tb_status check_whole(
        const char *function, const char *name, int64_t value, int64_t minimum, int64_t maximum) {
    if (value < minimum || value > maximum) {
        return fail(TB_INVALID_ARGUMENT, "%s: %s is %" PRId64 ", outside %" PRId64 "..%" PRId64,
                function, name, value, minimum, maximum);
    }
    return TB_OK;
}

tb_status check_sizes(const char *function, std::initializer_list<Size> sizes) {
    for (const Size &size : sizes) {
        if (size.value < size.minimum) {
            return fail(TB_INVALID_ARGUMENT, "%s: %s is %" PRId64 ", but must be at least %" PRId64,
                    function, size.name, size.value, size.minimum);
        }
    }
    return TB_OK;
}

tb_status check_count(const char *function, int64_t count) {
    const tb_status checked = check_sizes(function, {{"count", count, 0}});
    return checked != TB_OK || fits({count}) ? checked : too_large(function, {{"count", count, 0}});
}

tb_status too_large(const char *function, std::initializer_list<Size> sizes) {
    return fail(TB_INVALID_ARGUMENT, "%s: %s make an array of more than 2^63 - 1 bytes", function,
            SizesText(sizes).text);
}

tb_status check_arrays(const char *function, std::initializer_list<Array> arrays,
        std::initializer_list<Size> sizes) {
    for (const Array &array : arrays) {
        if (array.needed && array.data == nullptr) {
            return fail(TB_INVALID_ARGUMENT, "%s: %s is NULL, but has elements at %s", function,
                    array.name, SizesText(sizes).text);
        }
    }
    return TB_OK;
}

tb_status check_lengths(const char *function, const int64_t *lengths, int64_t T, int64_t N) {
    for (int64_t n = 0; lengths != nullptr && n < N; ++n) {
        if (lengths[n] < 0 || lengths[n] > T) {
            return fail(TB_INVALID_ARGUMENT,
                    "%s: lengths[%" PRId64 "] is %" PRId64 ", outside 0..T (%" PRId64 ")", function,
                    n, lengths[n], T);
        }
    }
    return TB_OK;
}

tb_status check_range(
        const char *function, const char *name, double value, double minimum, double maximum) {
    if (!(value >= minimum && value <= maximum)) {
        return fail(TB_INVALID_ARGUMENT, "%s: %s is %g, outside %g..%g", function, name, value,
                minimum, maximum);
    }
    return TB_OK;
}

}  // namespace timbrel
