// SPDX-License-Identifier: Apache-2.0
// The generator of an instruction set that has nothing for the other kernels.
#include "operations.h"

namespace timbrel::TIMBREL_ISA {

extern const GeneratorKernels generator;

const GeneratorKernels generator = {generator_size, generator_pack, generate};

}  // namespace timbrel::TIMBREL_ISA
