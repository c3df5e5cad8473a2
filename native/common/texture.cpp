// SPDX-License-Identifier: Apache-2.0
// Checks of a texture, as far as the host can see it.
#include <cinttypes>

#include "arguments.h"
#include "error.h"
#include "network.h"
#include "token.h"

namespace timbrel {

// Who calls from Java lays it out by 64-bit words.
static_assert(sizeof(tb_texture) == 23 * 8);

tb_status check_texture_sizes(
        const char *function, const tb_network &net, const tb_texture *texture) {
    if (texture == nullptr) {
        return fail(TB_INVALID_ARGUMENT, "%s: texture is NULL", function);
    }
    const tb_texture &t = *texture;
    const int64_t D = t.frame_size, C = t.sounds;
    const std::initializer_list<Size> sizes = {{"D", D, 1}, {"P", t.past, 1}, {"S", t.averages, 0},
            {"C", C, 1}, {"J", t.entries, 1}, {"B", t.levels, 0}};
    tb_status checked = check_sizes(function, sizes);
    if (checked == TB_OK) {
        checked = check_whole(function, "J", t.entries, 1, most_tokens);
    }
    if (checked == TB_OK && !(t.run >= 1)) {
        checked = fail(TB_INVALID_ARGUMENT, "%s: run is %g, but must be at least 1", function,
                t.run);
    }
    if (checked != TB_OK) {
        return checked;
    }
    // Past and averages, and what a slot keeps of them while it generates.
    constexpr int64_t one = INT64_C(1) << 24;
    if (D > one || t.past > one || t.averages > one || C > one || t.levels > one ||
            !fits({C, t.past + t.averages + 4, D, D + 1024}) || !fits({t.entries, D}) ||
            !fits({C, net.components + 1}) || !fits({D + C, t.levels})) {
        return too_large(function, sizes);
    }
    const int64_t inputs = 2 * D + (C > 1 ? C : 0);
    if (net.head != TB_CATEGORICAL || net.input_size != inputs) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: head is %" PRId64 " and input_size %" PRId64
                ", but a texture of D %" PRId64 ", C %" PRId64
                " has TB_CATEGORICAL (%d) and %" PRId64,
                function, net.head, net.input_size, D, C, static_cast<int>(TB_CATEGORICAL), inputs);
    }
    return TB_OK;
}

tb_status check_texture_arrays(const char *function, const tb_texture &t) {
    const bool levels = t.levels > 0;
    return check_arrays(function,
            {
                    {"mean [C,D]", t.mean, true},
                    {"gains [C,(P+S) D,D]", t.gains, true},
                    {"rates [S]", t.rates, t.averages > 0},
                    {"innovations [J,D]", t.innovations, true},
                    {"whitened [J,D]", t.whitened, true},
                    {"whitening [D,D]", t.whitening, true},
                    {"ends [J]", t.ends, true},
                    {"order [J]", t.order, true},
                    {"starts [C K+1]", t.starts, true},
                    {"low [C,D]", t.low, true},
                    {"high [C,D]", t.high, true},
                    {"level_matrix [D,B]", t.level_matrix, levels},
                    {"level_offset [B]", t.level_offset, levels},
                    {"level_back [B,D]", t.level_back, levels},
                    {"level_low [C,B]", t.level_low, levels},
                    {"level_high [C,B]", t.level_high, levels},
            },
            {{"D", t.frame_size, 1}, {"P", t.past, 1}, {"S", t.averages, 0}, {"C", t.sounds, 1},
                    {"J", t.entries, 1}, {"B", t.levels, 0}});
}

}  // namespace timbrel
