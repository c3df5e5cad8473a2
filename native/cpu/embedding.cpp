// SPDX-License-Identifier: Apache-2.0
// Rows of a table on the CPU: copies and sums, bound by memory, for which no instruction set is
// better than another.
#include <cinttypes>
#include <cstring>

#include "arguments.h"
#include "error.h"
#include "operation_arguments.h"
#include "pieces.h"
#include "token.h"

namespace {

tb_status check_tokens(const char *function, int64_t R, int64_t V, int64_t C, const float *tokens) {
    for (int64_t r = 0; r < R; ++r) {
        const float token = tokens[r * (1 + C)];
        if (!timbrel::is_token(token, V)) {
            return timbrel::fail(TB_INVALID_ARGUMENT,
                    "%s: tokens[%" PRId64
                    ",0] is %.9g, but must be a whole number in 0..V-1 (%" PRId64 ")",
                    function, r, token, V - 1);
        }
    }
    return TB_OK;
}

}  // namespace

tb_status tb_cpu_embedding_forward(int64_t R, int64_t V, int64_t M, int64_t C, const float *tokens,
        const float *table, float *y) {
    constexpr const char *function = "tb_cpu_embedding_forward";
    tb_status checked = timbrel::check_embedding(
            function, R, V, M, C, tokens, "table [V,M]", table, "y [R,M+C]", y);
    if (checked == TB_OK) {
        checked = check_tokens(function, R, V, C, tokens);
    }
    if (checked == TB_OK) {
        timbrel::in_pieces(R, 1, M + C, [=](int64_t begin, int64_t end) {
            for (int64_t r = begin; r < end; ++r) {
                const float *given = tokens + r * (1 + C);
                const float *row = table + static_cast<int64_t>(*given) * M;
                float *to = y + r * (M + C);
                std::memcpy(to, row, static_cast<size_t>(M) * sizeof(float));
                std::memcpy(to + M, given + 1, static_cast<size_t>(C) * sizeof(float));
            }
        });
    }
    return checked;
}

tb_status tb_cpu_embedding_backward(int64_t R, int64_t V, int64_t M, int64_t C, const float *tokens,
        const float *dy, float *dtable) {
    constexpr const char *function = "tb_cpu_embedding_backward";
    tb_status checked = timbrel::check_embedding(
            function, R, V, M, C, tokens, "dtable [V,M]", dtable, "dy [R,M+C]", dy);
    if (checked == TB_OK) {
        checked = check_tokens(function, R, V, C, tokens);
    }
    if (checked == TB_OK) {
        // Every thread has columns of its own, and adds to them in the order of r.
        timbrel::in_pieces(M, timbrel::some_columns, R, [=](int64_t begin, int64_t end) {
            for (int64_t r = 0; r < R; ++r) {
                const auto token = static_cast<int64_t>(tokens[r * (1 + C)]);
                float *__restrict row = dtable + token * M;
                for (int64_t k = begin; k < end; ++k) {
                    row[k] += dy[r * (M + C) + k];
                }
            }
        });
    }
    return checked;
}
