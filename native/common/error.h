// SPDX-License-Identifier: Apache-2.0
// The message behind tb_*_last_error().
#pragma once

#include "timbrel.h"

namespace timbrel {

// Keeps the formatted message for this thread and returns status, so that a check reads
// "return fail(TB_INVALID_ARGUMENT, ...)".
__attribute__((format(printf, 2, 3))) tb_status fail(tb_status status, const char *format, ...);

// The last message of this thread, "" if none. Never NULL.
const char *last_error();

}  // namespace timbrel
