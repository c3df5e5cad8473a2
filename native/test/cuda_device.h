// SPDX-License-Identifier: Apache-2.0
// Arrays on the device for tests of libtimbrel_cuda. The same tests run on a GPU, or, compiled as
// C++ against native/emulator, without one.
#pragma once

#include <cuda_runtime.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "check.h"
#include "timbrel.h"

namespace timbrel::test {

// For the test's own CUDA calls: without them there is nothing to test.
inline void require(cudaError_t result, const char *what) {
    if (result != cudaSuccess) {
        std::printf("FAILED: %s: %s\n", what, cudaGetErrorString(result));
        std::exit(1);
    }
}

// The same numbers on every machine: the generator's are fixed by the standard.
inline std::vector<float> uniforms(uint32_t seed, int64_t count, float limit) {
    std::mt19937 random(seed);
    std::vector<float> values(static_cast<size_t>(count));
    for (float &value : values) {
        value = (static_cast<float>(random() >> 8) * 0x1p-23f - 1) * limit;
    }
    return values;
}

// Elements in device memory; NULL where there are none.
template <typename Element>
class OnDevice {
public:
    explicit OnDevice(const std::vector<Element> &values) : count_(values.size()) {
        if (count_ > 0) {
            require(cudaMalloc(&data_, bytes()), "cudaMalloc");
            write(values);
        }
    }

    OnDevice(const OnDevice &) = delete;
    OnDevice &operator=(const OnDevice &) = delete;
    ~OnDevice() { cudaFree(data_); }

    Element *data() { return data_; }

    void write(const std::vector<Element> &values) {
        if (count_ > 0) {
            require(cudaMemcpy(data_, values.data(), bytes(), cudaMemcpyHostToDevice), "copy in");
        }
    }

    std::vector<Element> read() const {
        std::vector<Element> values(count_);
        if (count_ > 0) {
            require(cudaMemcpy(values.data(), data_, bytes(), cudaMemcpyDeviceToHost), "copy out");
        }
        return values;
    }

private:
    size_t bytes() const { return count_ * sizeof(Element); }

    Element *data_ = nullptr;
    size_t count_;
};

// What is not written shows.
inline std::vector<float> poison(int64_t count) {
    return std::vector<float>(static_cast<size_t>(count), std::numeric_limits<float>::quiet_NaN());
}

// A stream that waits for no other, as graphs want it.
class Stream {
public:
    Stream() {
        // What was copied in is there for every stream from here on.
        require(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
        require(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreate");
    }
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;
    ~Stream() { cudaStreamDestroy(stream_); }

    cudaStream_t get() { return stream_; }

    // The call was taken, and what it enqueued has run.
    void finish(tb_status status, const std::string &where) {
        check(status == TB_OK, "%s: status %d: %s", where.c_str(), status, tb_cuda_last_error());
        require(cudaStreamSynchronize(stream_), where.c_str());
    }

private:
    cudaStream_t stream_ = nullptr;
};

// Scratch memory for N sequences of H units, poisoned.
class Workspace {
public:
    Workspace(int64_t N, int64_t H) : memory_(poison(floats(N, H))) {}
    void *data() { return memory_.data(); }

private:
    static int64_t floats(int64_t N, int64_t H) {
        int64_t bytes = 0;
        check(tb_cuda_workspace_size(N, H, &bytes) == TB_OK, "workspace: %s", tb_cuda_last_error());
        return bytes / 4;
    }

    OnDevice<float> memory_;
};

// Runs twice, on the emulated device in different orders of threads and blocks, and checks that the
// bits are the same. run: () -> std::vector<std::vector<float>>.
template <typename Run>
std::vector<std::vector<float>> run_in_two_orders(const std::string &where, Run run) {
#ifdef TIMBREL_EMULATED
    timbrel_emulator_order(0);
#endif
    const std::vector<std::vector<float>> first = run();
#ifdef TIMBREL_EMULATED
    timbrel_emulator_order(20260101);
#endif
    const std::vector<std::vector<float>> second = run();
    for (size_t k = 0; k < first.size(); ++k) {
        const std::string array = "result " + std::to_string(k);
        check_same_bits((where + ", again").c_str(), array.c_str(), second[k], first[k]);
    }
    return first;
}

// The largest |actual - expected| / (1 + |expected|); a NaN is infinite.
template <typename Expected>
double largest_error(const std::vector<float> &actual, const std::vector<Expected> &expected) {
    double largest = actual.size() == expected.size() ? 0 : INFINITY;
    for (size_t k = 0; largest < INFINITY && k < actual.size(); ++k) {
        const double e = expected[k], error = std::fabs(actual[k] - e) / (1 + std::fabs(e));
        largest = std::isnan(error) ? INFINITY : std::fmax(largest, error);
    }
    return largest;
}

// Without a device: says so and gives CTest's code for skipped.
inline bool has_device() {
    int count = 0;
    const cudaError_t found = cudaGetDeviceCount(&count);
    if (found == cudaSuccess && count > 0) {
        return true;
    }
    std::printf("SKIPPED: no usable GPU: %s\n",
            found == cudaSuccess ? "none was found" : cudaGetErrorString(found));
    return false;
}

}  // namespace timbrel::test
