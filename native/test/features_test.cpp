// SPDX-License-Identifier: Apache-2.0
// The feature probe: consistent with itself, and a NULL is refused.
#include <cstring>

#include "check.h"
#include "timbrel.h"

using namespace timbrel::test;

int main() {
    uint32_t features = ~0u;
    check(tb_cpu_features(&features) == TB_OK, "status");
    check(features < TB_CPU_AMX_INT8 * 2u, "unknown bits in %#x", features);
    const auto has = [&](uint32_t bits) { return (features & bits) == bits; };
    check(has(TB_CPU_AVX512F) || !has(TB_CPU_AVX512_BF16), "AVX512-BF16 without AVX-512F: %#x",
            features);
    check(has(TB_CPU_AVX2) || !has(TB_CPU_AVX512F), "AVX-512F without AVX2: %#x", features);
    check(has(TB_CPU_AMX_TILE) || !has(TB_CPU_AMX_BF16), "AMX-BF16 without AMX: %#x", features);
    check(tb_cpu_features(nullptr) == TB_INVALID_ARGUMENT, "NULL is accepted");
    check(std::strcmp(tb_cpu_last_error(), "tb_cpu_features: features is NULL") == 0,
            "it says \"%s\"", tb_cpu_last_error());
    return report("features_test");
}
