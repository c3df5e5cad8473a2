// SPDX-License-Identifier: Apache-2.0
// Which instruction sets this machine has.
#include "error.h"
#include "timbrel.h"

tb_status tb_cpu_features(uint32_t *features) {
    if (features == nullptr) {
        return timbrel::fail(TB_INVALID_ARGUMENT, "tb_cpu_features: features is NULL");
    }
    uint32_t found = 0;
#if defined(__x86_64__)
    // The compiler's own probe asks cpuid, and XGETBV for what the operating system saves.
    __builtin_cpu_init();
    found |= __builtin_cpu_supports("avx2") ? TB_CPU_AVX2 : 0;
    found |= __builtin_cpu_supports("fma") ? TB_CPU_FMA : 0;
    found |= __builtin_cpu_supports("avx512f") ? TB_CPU_AVX512F : 0;
    found |= __builtin_cpu_supports("avx512bf16") ? TB_CPU_AVX512_BF16 : 0;
    found |= __builtin_cpu_supports("amx-tile") ? TB_CPU_AMX_TILE : 0;
    found |= __builtin_cpu_supports("amx-bf16") ? TB_CPU_AMX_BF16 : 0;
    found |= __builtin_cpu_supports("amx-int8") ? TB_CPU_AMX_INT8 : 0;
#endif
    *features = found;
    return TB_OK;
}
