// SPDX-License-Identifier: Apache-2.0
// Marks functions that the host and the device compile from one source.
#pragma once

// Static, because the CPU's kernels compile such functions once per instruction set: with external
// linkage the linker would keep one copy for all of them, and perhaps one the machine cannot run.
#ifdef __CUDACC__
#define TIMBREL_HOST_DEVICE static __host__ __device__
#else
#define TIMBREL_HOST_DEVICE static
#endif
