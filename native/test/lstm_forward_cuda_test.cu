// SPDX-License-Identifier: Apache-2.0
// The GPU's forward LSTM against the CPU's. Says that it was skipped where no GPU can be used.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstdlib>

#include "lstm_case.h"
#include "lstm_invariants.h"

using namespace timbrel::test;

namespace {

// For the test's own CUDA calls: without them there is nothing to test.
void require(cudaError_t result, const char *what) {
    if (result != cudaSuccess) {
        std::printf("FAILED: %s: %s\n", what, cudaGetErrorString(result));
        std::exit(1);
    }
}

// Elements in device memory; NULL where there are none.
template <typename Element>
class OnDevice {
public:
    OnDevice(const Element *values, size_t count) : count_(count) {
        if (count > 0) {
            require(cudaMalloc(&data_, count * sizeof(Element)), "cudaMalloc");
            require(cudaMemcpy(data_, values, count * sizeof(Element), cudaMemcpyHostToDevice),
                    "copy in");
        }
    }
    explicit OnDevice(const std::vector<Element> &values)
        : OnDevice(values.data(), values.size()) {}
    OnDevice(const OnDevice &) = delete;
    OnDevice &operator=(const OnDevice &) = delete;
    ~OnDevice() { cudaFree(data_); }

    Element *data() { return data_; }

    void copy_to(Element *values) {
        if (count_ > 0) {
            require(cudaMemcpy(values, data_, count_ * sizeof(Element), cudaMemcpyDeviceToHost),
                    "copy out");
        }
    }

private:
    Element *data_ = nullptr;
    size_t count_;
};

LstmOutputs run_on_gpu(const LstmInputs &in) {
    const LstmCase &c = in.shape;
    const std::string where = "cuda " + c.text();
    OnDevice<int64_t> lengths(in.lengths);
    OnDevice<float> x(in.x), w_ih(in.w_ih), w_hh(in.w_hh), b_ih(in.b_ih), b_hh(in.b_hh), h0(in.h0),
            c0(in.c0);
    Poisoned y(c.T * c.N * c.H), h_n(c.N * c.H), c_n(c.N * c.H), gates(c.T * c.N * 4 * c.H),
            cells(c.T * c.N * c.H);
    OnDevice<float> device_y(y.data(), y.size()), device_h_n(h_n.data(), h_n.size()),
            device_c_n(c_n.data(), c_n.size()), device_gates(gates.data(), gates.size()),
            device_cells(cells.data(), cells.size());

    // cudaMemcpy may return before the last bytes are on the device, and a non-blocking stream does
    // not wait.
    require(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
    cudaStream_t stream;
    require(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate");
    const tb_status status = tb_cuda_lstm_forward(c.T, c.N, c.I, c.H, lengths.data(), x.data(),
            w_ih.data(), w_hh.data(), b_ih.data(), b_hh.data(), h0.data(), c0.data(),
            device_y.data(), device_h_n.data(), device_c_n.data(), device_gates.data(),
            device_cells.data(), stream);
    check(status == TB_OK, "%s: status %d: %s", where.c_str(), status, tb_cuda_last_error());
    require(cudaStreamSynchronize(stream), "cudaStreamSynchronize");
    require(cudaStreamDestroy(stream), "cudaStreamDestroy");

    device_y.copy_to(y.data());
    device_h_n.copy_to(h_n.data());
    device_c_n.copy_to(c_n.data());
    device_gates.copy_to(gates.data());
    device_cells.copy_to(cells.data());
    return {y.take(where, "y"), h_n.take(where, "h_n"), c_n.take(where, "c_n"),
            gates.take(where, "gates"), cells.take(where, "cells")};
}

// Each side is within tolerance() of the exact values, so that they are within twice that of each
// other.
void test_against_cpu() {
    uint64_t seed = 1;
    for (const LstmCase &shape : lstm_cases()) {
        const LstmInputs in(shape, seed++);
        const LstmOutputs actual = run_on_gpu(in);
        const LstmOutputs expected = run_on_cpu(in);
        const std::string where = shape.text();
        const double tolerance = 2 * shape.tolerance();
        check_close(where.c_str(), "y", actual.y, expected.y, tolerance);
        check_close(where.c_str(), "h_n", actual.h_n, expected.h_n, tolerance);
        check_close(where.c_str(), "c_n", actual.c_n, expected.c_n, tolerance);
        check_close(where.c_str(), "gates", actual.gates, expected.gates, tolerance);
        check_close(where.c_str(), "cells", actual.cells, expected.cells, tolerance);
    }
}

// Lengths outside 0..T cannot be refused by the host; they must do no harm.
void test_lengths_are_clamped() {
    LstmInputs in({6, 4, 3, 7, true}, 5);
    in.lengths = {0, 6, 6, 0};
    const LstmOutputs expected = run_on_gpu(in);
    in.lengths = {-1, 7, INT64_MAX, INT64_MIN};
    const LstmOutputs actual = run_on_gpu(in);
    check_same_bits("clamped lengths", "y", actual.y, expected.y);
    check_same_bits("clamped lengths", "h_n", actual.h_n, expected.h_n);
    check_same_bits("clamped lengths", "c_n", actual.c_n, expected.c_n);
}

// Without a usable GPU the launcher must come back with a status and a message.
void test_failure_is_a_status() {
    float some = 0;
    const tb_status status = tb_cuda_lstm_forward(1, 1, 1, 1, nullptr, &some, &some, &some, nullptr,
            nullptr, nullptr, nullptr, &some, &some, &some, nullptr, nullptr, nullptr);
    check(status == TB_DEVICE_ERROR, "no GPU: status %d, expected TB_DEVICE_ERROR", status);
    check(std::strstr(tb_cuda_last_error(), "tb_cuda_lstm_forward: launch of a step: ") != nullptr,
            "no GPU: message \"%s\"", tb_cuda_last_error());
}

}  // namespace

int main() {
    int count = 0;
    const cudaError_t found = cudaGetDeviceCount(&count);
    if (found != cudaSuccess || count == 0) {
        test_failure_is_a_status();
        if (failures > 0) {
            return report("lstm_forward_cuda_test");
        }
        std::printf("SKIPPED: no usable GPU: %s\n",
                found == cudaSuccess ? "none was found" : cudaGetErrorString(found));
        return skipped;
    }
    test_against_cpu();
    test_lengths_are_clamped();
    check_invariants(run_on_gpu);
    return report("lstm_forward_cuda_test");
}
