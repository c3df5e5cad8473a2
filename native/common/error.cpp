// SPDX-License-Identifier: Apache-2.0
// The message behind tb_*_last_error(): one fixed buffer a thread, so that reporting allocates
// nothing.
#include "error.h"

#include <cstdarg>
#include <cstdio>

namespace timbrel {
namespace {

thread_local char message[512] = "";

}  // namespace

tb_status fail(tb_status status, const char *format, ...) {
    va_list values;
    va_start(values, format);
    std::vsnprintf(message, sizeof message, format, values);
    va_end(values);
    return status;
}

const char *last_error() {
    return message;
}

}  // namespace timbrel
