// SPDX-License-Identifier: Apache-2.0
// Marks functions that the host and the device compile from one source.
#pragma once

#ifdef __CUDACC__
#define TIMBREL_HOST_DEVICE __host__ __device__
#else
#define TIMBREL_HOST_DEVICE
#endif
