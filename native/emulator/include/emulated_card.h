// SPDX-License-Identifier: Apache-2.0
// What launchers and plans ask the CUDA runtime of a card and a kernel, of the emulated device.
// With the toolkit's values. cuda_runtime.h includes this.
#pragma once

enum cudaDeviceAttr {
    cudaDevAttrMaxThreadsPerBlock = 1,
    cudaDevAttrMaxSharedMemoryPerBlock = 8,
    cudaDevAttrWarpSize = 10,
    cudaDevAttrMultiProcessorCount = 16,
    cudaDevAttrMaxThreadsPerMultiProcessor = 39,
    cudaDevAttrComputeCapabilityMajor = 75,
    cudaDevAttrComputeCapabilityMinor = 76,
    cudaDevAttrMaxSharedMemoryPerMultiprocessor = 81,
    cudaDevAttrCooperativeLaunch = 95,
    cudaDevAttrMaxSharedMemoryPerBlockOptin = 97,
    cudaDevAttrMaxBlocksPerMultiprocessor = 106,
    cudaDevAttrReservedSharedMemoryPerBlock = 111,
    cudaDevAttrClusterLaunch = 120
};

enum cudaFuncAttribute {
    cudaFuncAttributeMaxDynamicSharedMemorySize = 8,
    cudaFuncAttributePreferredSharedMemoryCarveout = 9,
    cudaFuncAttributeNonPortableClusterSizeAllowed = 14
};

struct cudaFuncAttributes {
    size_t sharedSizeBytes;
    int maxThreadsPerBlock, numRegs, binaryVersion, maxDynamicSharedSizeBytes;
};

enum cudaLaunchAttributeID {
    cudaLaunchAttributeCooperative = 2,
    cudaLaunchAttributeClusterDimension = 4
};

struct cudaLaunchAttribute {
    cudaLaunchAttributeID id;
    struct {
        struct {
            unsigned x, y, z;
        } clusterDim;
        int cooperative;
    } val;
};

struct cudaLaunchConfig_t {
    dim3 gridDim, blockDim;
    size_t dynamicSmemBytes;
    cudaStream_t stream;
    cudaLaunchAttribute *attrs;
    unsigned numAttrs;
};

inline cudaError_t cudaGetDevice(int *device) {
    *device = 0;
    return cudaSuccess;
}

inline cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr attribute, int) {
    return static_cast<cudaError_t>(timbrel_emulator_attribute(attribute, value));
}

// Functions have no bounds of their own here: a launch is checked against the card's.
template <typename Kernel>
cudaError_t cudaFuncSetAttribute(Kernel *, cudaFuncAttribute attribute, int value) {
    int most = 0;
    timbrel_emulator_attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin, &most);
    const bool too_much = attribute == cudaFuncAttributeMaxDynamicSharedMemorySize && value > most;
    return too_much ? cudaErrorInvalidValue : cudaSuccess;
}

// Static shared memory and registers are not known before a kernel has run: none.
template <typename Kernel>
cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *attributes, Kernel *) {
    int major = 0, minor = 0, most = 0;
    timbrel_emulator_attribute(cudaDevAttrComputeCapabilityMajor, &major);
    timbrel_emulator_attribute(cudaDevAttrComputeCapabilityMinor, &minor);
    timbrel_emulator_attribute(cudaDevAttrMaxSharedMemoryPerBlock, &most);
    *attributes = {0, 1024, 0, 10 * major + minor, most};
    return cudaSuccess;
}

template <typename Kernel>
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(
        int *blocks, Kernel *, int block_size, size_t shared_bytes) {
    *blocks = timbrel::emulator::resident_teams({{1, 1, 1},
            {static_cast<unsigned>(block_size), 1, 1}, shared_bytes, timbrel::emulator::alone});
    return cudaSuccess;
}

template <typename Kernel>
cudaError_t cudaOccupancyMaxActiveClusters(
        int *clusters, Kernel *, const cudaLaunchConfig_t *config) {
    unsigned team = 1;
    for (unsigned k = 0; k < config->numAttrs; ++k) {
        if (config->attrs[k].id == cudaLaunchAttributeClusterDimension) {
            const auto &size = config->attrs[k].val.clusterDim;
            team = size.x * size.y * size.z;
        }
    }
    const dim3 &grid = config->gridDim, &block = config->blockDim;
    const timbrel::emulator::Launch launch = {
            {grid.x, grid.y, grid.z}, {block.x, block.y, block.z}, config->dynamicSmemBytes, team};
    const int refused = timbrel::emulator::check_launch(launch);
    *clusters = refused != 0 ? 0 : timbrel::emulator::resident_teams(launch);
    return static_cast<cudaError_t>(refused);
}
