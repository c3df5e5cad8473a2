// SPDX-License-Identifier: GPL-3.0-or-later
// How many clusters are resident at once, by cluster size and shared memory of a block: what the
// card says, which need not be its multiprocessors over the size.
#include "micro.h"

namespace {

__global__ void nothing() {}

}  // namespace

int main() {
    cudaDeviceProp card;
    CHECK(cudaGetDeviceProperties(&card, 0));
    CHECK(cudaFuncSetAttribute(nothing, cudaFuncAttributeNonPortableClusterSizeAllowed, 1));
    for (int kilobytes : {100, 160, 227}) {
        CHECK(cudaFuncSetAttribute(
                nothing, cudaFuncAttributeMaxDynamicSharedMemorySize, kilobytes * 1024));
        for (int cluster : {1, 2, 4, 8, 16}) {
            cudaLaunchAttribute attribute = {};
            attribute.id = cudaLaunchAttributeClusterDimension;
            attribute.val.clusterDim.x = static_cast<unsigned>(cluster);
            attribute.val.clusterDim.y = 1;
            attribute.val.clusterDim.z = 1;
            cudaLaunchConfig_t config = {};
            config.gridDim = dim3(static_cast<unsigned>(cluster));
            config.blockDim = dim3(256);
            config.dynamicSmemBytes = static_cast<size_t>(kilobytes) * 1024;
            config.attrs = &attribute;
            config.numAttrs = 1;
            int resident = 0;
            CHECK(cudaOccupancyMaxActiveClusters(&resident, nothing, &config));
            char more[160];
            std::snprintf(more, sizeof more,
                    "\"cluster\": %d, \"kilobytes\": %d, \"blocks\": %d, \"multiprocessors\": %d",
                    cluster, kilobytes, resident * cluster, card.multiProcessorCount);
            report("resident_clusters", resident, "clusters", more);
        }
    }
}
