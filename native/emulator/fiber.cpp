// SPDX-License-Identifier: Apache-2.0
// How contexts are changed.
#include "fiber.h"

#include <cstring>

namespace timbrel::emulator {

#ifdef __x86_64__
extern "C" void timbrel_emulator_switch(void **from, void *to);

// Keeps what a callee must keep on the stack, and changes stacks.
asm(R"(
    .text
    .hidden timbrel_emulator_switch
    .globl timbrel_emulator_switch
    .type timbrel_emulator_switch, @function
timbrel_emulator_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size timbrel_emulator_switch, . - timbrel_emulator_switch
)");

void prepare(Context &context, unsigned char *stack, void (*entry)()) {
    // A function begins with its stack 8 bytes off a multiple of 16.
    auto **const top = reinterpret_cast<void **>(stack + stack_bytes - 64);
    *top = reinterpret_cast<void *>(entry);
    context.stack_pointer = top - 6;
    std::memset(context.stack_pointer, 0, 6 * sizeof(void *));
}

void change(Context &from, const Context &to) {
    timbrel_emulator_switch(&from.stack_pointer, to.stack_pointer);
}
#else
void prepare(Context &context, unsigned char *stack, void (*entry)()) {
    getcontext(&context);
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = stack_bytes;
    context.uc_link = nullptr;
    makecontext(&context, entry, 0);
}

void change(Context &from, const Context &to) {
    swapcontext(&from, &to);
}
#endif

}  // namespace timbrel::emulator
