// SPDX-License-Identifier: Apache-2.0
// What the current device has.
#include "arguments.h"
#include "check.h"
#include "forward_layout.h"
#include "launch.h"
#include "timbrel.h"

namespace {

constexpr const char *function = "tb_cuda_card";

// Stands for all kernels of teams: as many threads, and all the shared memory that a block can
// have.
__global__ void empty_kernel() {}

// How many clusters of so many blocks are resident at once; 0 where the card has none of that size.
int resident_clusters(unsigned blocks, int shared_bytes) {
    cudaLaunchAttribute size = {};
    size.id = cudaLaunchAttributeClusterDimension;
    size.val.clusterDim.x = blocks;
    size.val.clusterDim.y = size.val.clusterDim.z = 1;
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(blocks);
    config.blockDim = dim3(256);
    config.dynamicSmemBytes = static_cast<size_t>(shared_bytes);
    config.attrs = &size;
    config.numAttrs = 1;
    int clusters = 0;
    if (cudaOccupancyMaxActiveClusters(&clusters, empty_kernel, &config) != cudaSuccess) {
        cudaGetLastError();  // it is no failure, and later calls must not see it
        return 0;
    }
    return clusters;
}

cudaError_t ask_clusters(tb_card &card) {
    const auto shared_bytes = static_cast<int>(card.shared_bytes);
    cudaError_t result = cudaFuncSetAttribute(
            empty_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, shared_bytes);
    if (result == cudaSuccess) {
        result = cudaFuncSetAttribute(
                empty_kernel, cudaFuncAttributeNonPortableClusterSizeAllowed, 1);
    }
    // 8 is what every card with clusters has, 16 what some have.
    unsigned blocks = timbrel::most_blocks_of_cluster;
    for (int64_t &clusters : card.clusters) {
        clusters = result == cudaSuccess ? resident_clusters(blocks, shared_bytes) : 0;
        if (card.cluster_blocks == 0 && clusters > 0) {
            card.cluster_blocks = blocks;
        }
        blocks /= 2;
    }
    return result;
}

cudaError_t ask(tb_card &card) {
    int device = 0, major = 0, minor = 0, clusters = 0;
    cudaError_t result = cudaGetDevice(&device);
    const auto get = [&](cudaDeviceAttr attribute, auto &value) {
        int got = 0;
        if (result == cudaSuccess) {
            result = cudaDeviceGetAttribute(&got, attribute, device);
        }
        value = got;
    };
    get(cudaDevAttrComputeCapabilityMajor, major);
    get(cudaDevAttrComputeCapabilityMinor, minor);
    get(cudaDevAttrMultiProcessorCount, card.multiprocessors);
    get(cudaDevAttrMaxSharedMemoryPerBlockOptin, card.shared_bytes);
    get(cudaDevAttrCooperativeLaunch, card.cooperative);
    get(cudaDevAttrClusterLaunch, clusters);
    card.capability = 10 * major + minor;
    cudaFuncAttributes attributes = {};
    if (result == cudaSuccess) {
        result = cudaFuncGetAttributes(&attributes, empty_kernel);
    }
    return result == cudaSuccess && clusters != 0 ? ask_clusters(card) : result;
}

}  // namespace

tb_status tb_cuda_card(tb_card *card) {
    const tb_status checked = timbrel::check_arrays(function, {{"card [1]", card, true}}, {});
    if (checked != TB_OK) {
        return checked;
    }
    tb_card found = {};
    const cudaError_t result = ask(found);
    if (result == cudaErrorNoKernelImageForDevice) {
        cudaGetLastError();
        return timbrel::fail(TB_UNSUPPORTED,
                "built for other cards than one of compute capability %d.%d: build Timbrel on this "
                "machine, or with CUDAARCHS=%d",
                static_cast<int>(found.capability / 10), static_cast<int>(found.capability % 10),
                static_cast<int>(found.capability));
    }
    if (result == cudaSuccess) {
        *card = found;
    }
    return timbrel::check_cuda(result, function, "the card's attributes");
}
