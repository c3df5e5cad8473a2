// SPDX-License-Identifier: Apache-2.0
// Generation in parts between products, as a caller with a library of them does it; here with
// tb_cuda_gemm.
#pragma once

#include <string>
#include <vector>

#include "cuda_device.h"

namespace timbrel::test {

// part: (step, part) -> tb_status, enqueues a part.
template <typename Part>
void generate_by_products(const tb_network &net, tb_precision precision, const float *packed,
        int64_t steps, int64_t N, bool forced, float *workspace, Stream &stream,
        const std::string &where, const Part &part) {
    int64_t count = 0;
    check(tb_cuda_generate_products(&net, N, packed, &count, nullptr) == TB_OK, "%s: %s",
            where.c_str(), tb_cuda_last_error());
    std::vector<tb_product> products(static_cast<size_t>(count));
    check(tb_cuda_generate_products(&net, N, packed, &count, products.data()) == TB_OK, "%s: %s",
            where.c_str(), tb_cuda_last_error());
    const int64_t last = products.back().part;
    for (int64_t step = 0; step < steps; ++step) {
        for (int64_t at = 0; at <= last; ++at) {
            for (const tb_product &product : products) {
                if (product.part == at && !(forced && at == last)) {
                    stream.finish(tb_cuda_gemm(precision, 0, 1, 0, N, product.columns,
                                          product.depth, workspace + product.a, packed + product.w,
                                          workspace + product.c, stream.get()),
                            where);
                }
            }
            stream.finish(part(step, at), where);
        }
    }
}

}  // namespace timbrel::test
