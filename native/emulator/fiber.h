// SPDX-License-Identifier: Apache-2.0
// Threads of the emulated device: contexts with stacks of their own that can be left and come back
// to.
#pragma once

#include <cstddef>

#ifndef __x86_64__
#include <ucontext.h>
#endif

namespace timbrel::emulator {

// An odd number of cache lines, so that the tops of stacks do not meet in a few sets of the cache.
constexpr size_t stack_bytes = 64 * 1024 + 9 * 64;

// Switching by swapcontext costs two system calls, which a block of 1,024 threads with hundreds of
// barriers feels.
#ifdef __x86_64__
struct Context {
    void *stack_pointer = nullptr;
};
#else
using Context = ucontext_t;
#endif

// entry never returns.
void prepare(Context &context, unsigned char *stack, void (*entry)());

void change(Context &from, const Context &to);

}  // namespace timbrel::emulator
