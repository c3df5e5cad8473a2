// SPDX-License-Identifier: Apache-2.0
// What is wrong with the emulated GPU, so that tests see how its users take it. Environment
// variables, read once:
//
//   TIMBREL_EMULATED_GPUS        how many there are; 1
//   TIMBREL_EMULATED_BYTES       the memory of each; 1 GiB
//   TIMBREL_EMULATED_CAPABILITY  compute capability, 10 times; 90
//   TIMBREL_EMULATED_DRIVER      the CUDA version that the driver serves; 13010. Below 13000 the
//                                driver is too old; 0: it does not run
//   TIMBREL_EMULATED_LOST_AT     the GPU is lost at this call that gives it work, from 1; 0: never
//   TIMBREL_EMULATED_LOST_WAITING  likewise while the host waits for an event, for the so-manieth time
//   TIMBREL_EMULATED_NO_CAPTURE  1: streams refuse to be captured; 0
//   TIMBREL_EMULATED_WRONG       1: products of cuBLAS are wrong; 0
#pragma once

#include <cstdint>
#include <cstdlib>

namespace timbrel::emulator {

inline int64_t fault(const char *name, int64_t otherwise) {
    const char *const value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : std::strtoll(value, nullptr, 10);
}

}  // namespace timbrel::emulator
