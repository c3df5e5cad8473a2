// SPDX-License-Identifier: Apache-2.0
// Chooses the kernels for this machine.
#include "kernels.h"

#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "error.h"

namespace timbrel {

namespace portable {
extern const Kernels table;
}
#if defined(__x86_64__)
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
namespace avx512bf16 {
extern const GeneratorKernels generator;
}
namespace amx {
extern const GeneratorKernels generator;
}
#endif

namespace {

#if defined(__x86_64__)

// AVX-512's, but for generation.
const Kernels avx512bf16_table = [] {
    Kernels kernels = avx512::table;
    kernels.name = "avx512bf16";
    kernels.generator = avx512bf16::generator;
    return kernels;
}();

const Kernels amx_table = [] {
    Kernels kernels = avx512::table;
    kernels.name = "amx";
    kernels.generator = amx::generator;
    return kernels;
}();

// Linux saves the tiles of processes alone that have asked for them.
bool may_use_tiles() {
#if defined(SYS_arch_prctl)
    constexpr long request_permission = 0x1023, tile_data = 18;
    return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return false;
#endif
}

#endif

struct Choice {
    const Kernels *kernels;
    bool there;
};

const Kernels &choose() {
    const char *asked = std::getenv("TIMBREL_CPU_KERNELS");
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 =
            has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    const bool has_bf16 = has_avx512 && __builtin_cpu_supports("avx512bf16");
    const bool has_amx =
            has_bf16 && __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16");
    // Only who asks gets AMX: no machine so far has shown that it is faster.
    const bool wants_amx = asked != nullptr && std::strcmp(asked, amx_table.name) == 0;
    const Choice choices[] = {
            {&amx_table, wants_amx && has_amx && may_use_tiles()},
            {&avx512bf16_table, has_bf16},
            {&avx512::table, has_avx512},
            {&avx2::table, has_avx2},
            {&portable::table, true},
    };
#else
    const Choice choices[] = {{&portable::table, true}};
#endif
    // From the widest; a wish for kernels that the machine does not have gets the next narrower, a
    // name that is none of theirs the widest.
    bool known = false;
    for (const Choice &choice : choices) {
        known = known || (asked != nullptr && std::strcmp(asked, choice.kernels->name) == 0);
    }
    bool reached = !known;
    for (const Choice &choice : choices) {
        reached = reached || std::strcmp(asked, choice.kernels->name) == 0;
        if (reached && choice.there) {
            return *choice.kernels;
        }
    }
    return portable::table;
}

}  // namespace

const Kernels &kernels() {
    static const Kernels &chosen = choose();
    return chosen;
}

tb_status scratch_status(const char *function, bool done) {
    return done ? TB_OK : fail(TB_OUT_OF_MEMORY, "%s: no memory for scratch space", function);
}

}  // namespace timbrel

const char *tb_cpu_kernels(void) {
    return timbrel::kernels().name;
}
