// SPDX-License-Identifier: GPL-3.0-or-later
// What the microbenchmarks share: checked calls, medians, and results as lines of JSON.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <cuda_runtime.h>

// A benchmark that fails says where and ends: its numbers would mean nothing.
#define CHECK(call) check((call), #call, __FILE__, __LINE__)

inline void check(cudaError_t result, const char *call, const char *file, int line) {
    if (result != cudaSuccess) {
        std::fprintf(stderr, "%s:%d: %s: %s\n", file, line, call, cudaGetErrorString(result));
        std::exit(1);
    }
}

inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// One line: {"name": ..., "value": ..., "unit": ..., then what the caller adds}.
inline void report(const char *name, double value, const char *unit, const char *more = "") {
    std::printf("{\"name\": \"%s\", \"value\": %.6g, \"unit\": \"%s\"%s%s}\n", name, value, unit,
            *more ? ", " : "", more);
}

// Milliseconds of the device for what work adds to the stream, the median of some repetitions after
// two that warm up.
template <typename Work>
double milliseconds(const Work &work, cudaStream_t stream = nullptr, int repetitions = 9) {
    cudaEvent_t begin, end;
    CHECK(cudaEventCreate(&begin));
    CHECK(cudaEventCreate(&end));
    std::vector<double> times;
    for (int repetition = 0; repetition < repetitions + 2; ++repetition) {
        CHECK(cudaEventRecord(begin, stream));
        work();
        CHECK(cudaEventRecord(end, stream));
        CHECK(cudaEventSynchronize(end));
        float time = 0;
        CHECK(cudaEventElapsedTime(&time, begin, end));
        if (repetition >= 2) {
            times.push_back(time);
        }
    }
    CHECK(cudaEventDestroy(begin));
    CHECK(cudaEventDestroy(end));
    return median(times);
}

// Launches one cluster, or a grid of clusters, with the attribute that sizes above 8 need.
template <typename... Parameters, typename... Arguments>
cudaError_t launch_clusters(void (*kernel)(Parameters...), int blocks, int threads,
        size_t shared_bytes, int cluster, Arguments... arguments) {
    CHECK(cudaFuncSetAttribute(kernel, cudaFuncAttributeNonPortableClusterSizeAllowed, 1));
    CHECK(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
            static_cast<int>(shared_bytes)));
    cudaLaunchAttribute attribute = {};
    attribute.id = cudaLaunchAttributeClusterDimension;
    attribute.val.clusterDim.x = static_cast<unsigned>(cluster);
    attribute.val.clusterDim.y = 1;
    attribute.val.clusterDim.z = 1;
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(static_cast<unsigned>(blocks));
    config.blockDim = dim3(static_cast<unsigned>(threads));
    config.dynamicSmemBytes = shared_bytes;
    config.attrs = &attribute;
    config.numAttrs = 1;
    return cudaLaunchKernelEx(&config, kernel, static_cast<Parameters>(arguments)...);
}
