// SPDX-License-Identifier: Apache-2.0
// Plans of the resident kernels of a recurrent layer's way back, for their tests.
#pragma once

#include "resident/backward_layout.h"
#include "resident_plan_case.h"

namespace timbrel::test {

inline tb_plan plan_back(tb_kernels kernels, const RecurrentCase &c, const Division &d) {
    return plan_of(kernels, c, d, timbrel::resident_backward_shared,
            timbrel::resident_backward_least_shared);
}

}  // namespace timbrel::test
