// SPDX-License-Identifier: Apache-2.0
// libcudart.so.13 of the emulated GPU: those functions of the CUDA runtime that java/nn calls, with
// the signatures and values of the real one. Stricter than that where it helps: a copy must know
// which of its addresses are the GPU's, and a stream that is captured refuses what CUDA documents
// as unsafe for graphs.
#include <cstring>
#include <map>
#include <mutex>

#include "../emulator.h"
#include "faults.h"

namespace {

using timbrel::emulator::fault;

enum Error {
    success = 0,
    invalid_value = 1,
    memory_allocation = 2,
    insufficient_driver = 35,
    no_device = 100,
    invalid_device = 101,
    launch_failure = 719,
    capture_unsupported = 900,
    capture_invalidated = 901,
    capture_unjoined = 904,
    capture_isolation = 905
};

enum CopyKind { host_to_device = 1, device_to_host = 2, device_to_device = 3 };

constexpr int runtime_version = 13010;

// How the process sees its GPUs. Never destroyed: memory may be freed while the process ends.
struct Machine {
    std::mutex mutex;
    std::map<char *, size_t> allocated;
    size_t used = 0;
    int64_t calls = 0;
    int64_t waits = 0;
    bool lost = false;
};

Machine &machine() {
    static Machine *const instance = new Machine;
    return *instance;
}

thread_local int last_error = success;
thread_local int current_device = 0;
thread_local bool capturing = false;
thread_local bool invalidated = false;

int64_t device_count() {
    static const int64_t count = fault("TIMBREL_EMULATED_GPUS", 1);
    return count;
}

size_t memory_bytes() {
    static const auto bytes = static_cast<size_t>(fault("TIMBREL_EMULATED_BYTES", 1 << 30));
    return bytes;
}

int driver_version() {
    static const int version = static_cast<int>(fault("TIMBREL_EMULATED_DRIVER", 13010));
    return version;
}

int give(int error) {
    if (error != success) {
        last_error = error;
    }
    return error;
}

// Counts a call that gives the GPU work, and loses the GPU where that call is the one to.
int work() {
    static const int64_t lost_at = fault("TIMBREL_EMULATED_LOST_AT", 0);
    const std::lock_guard<std::mutex> lock(machine().mutex);
    machine().lost = machine().lost || (++machine().calls == lost_at);
    return machine().lost ? launch_failure : success;
}

// Counts a time that the host waits for an event, likewise.
void wait_for_event() {
    static const int64_t lost_at = fault("TIMBREL_EMULATED_LOST_WAITING", 0);
    const std::lock_guard<std::mutex> lock(machine().mutex);
    machine().lost = machine().lost || (++machine().waits == lost_at);
}

bool lost() {
    const std::lock_guard<std::mutex> lock(machine().mutex);
    return machine().lost;
}

// What a thread that captures may not do ends its capture.
int unsafe_for_graphs() {
    if (capturing) {
        invalidated = true;
        return capture_unsupported;
    }
    return lost() ? launch_failure : success;
}

// Whether all of these bytes are memory of the GPU, or none where inside is false.
bool lies(const void *memory, size_t bytes, bool inside) {
    const std::lock_guard<std::mutex> lock(machine().mutex);
    char *const start = static_cast<char *>(const_cast<void *>(memory));
    auto after = machine().allocated.upper_bound(start);
    if (after == machine().allocated.begin()) {
        return !inside;
    }
    const auto &[base, size] = *--after;
    return inside ? start + bytes <= base + size : start >= base + size;
}

}  // namespace

extern "C" {

const char *cudaGetErrorName(int error) {
    switch (error) {
        case success: return "cudaSuccess";
        case invalid_value: return "cudaErrorInvalidValue";
        case memory_allocation: return "cudaErrorMemoryAllocation";
        case insufficient_driver: return "cudaErrorInsufficientDriver";
        case no_device: return "cudaErrorNoDevice";
        case invalid_device: return "cudaErrorInvalidDevice";
        case launch_failure: return "cudaErrorLaunchFailure";
        case capture_unsupported: return "cudaErrorStreamCaptureUnsupported";
        case capture_invalidated: return "cudaErrorStreamCaptureInvalidated";
        case capture_unjoined: return "cudaErrorStreamCaptureUnjoined";
        case capture_isolation: return "cudaErrorStreamCaptureIsolation";
        default: return "unrecognized error code";
    }
}

const char *cudaGetErrorString(int error) {
    switch (error) {
        case success: return "no error";
        case invalid_value: return "invalid argument";
        case memory_allocation: return "out of memory";
        case insufficient_driver:
            return "CUDA driver version is insufficient for CUDA runtime version";
        case no_device: return "no CUDA-capable device is detected";
        case invalid_device: return "invalid device ordinal";
        case launch_failure: return "unspecified launch failure";
        case capture_unsupported: return "operation not permitted when stream is capturing";
        case capture_invalidated:
            return "operation failed due to a previous error during capture";
        case capture_unjoined:
            return "capturing stream has unjoined work";
        case capture_isolation:
            return "dependency created on uncaptured work in another stream";
        default: return "unrecognized error code";
    }
}

int cudaGetLastError() {
    const int error = lost() ? launch_failure : last_error;
    last_error = success;
    return error;
}

int cudaPeekAtLastError() {
    return lost() ? launch_failure : last_error;
}

int cudaDriverGetVersion(int *version) {
    *version = driver_version();
    return success;
}

int cudaRuntimeGetVersion(int *version) {
    *version = runtime_version;
    return success;
}

int cudaGetDeviceCount(int *count) {
    *count = 0;
    if (driver_version() < 13000) {
        return give(insufficient_driver);
    }
    *count = static_cast<int>(device_count());
    return *count == 0 ? give(no_device) : success;
}

// The fields that are read lie where they lie in cudaDeviceProp of CUDA 13.
int cudaGetDeviceProperties(void *properties, int device) {
    if (device < 0 || device >= device_count()) {
        return give(invalid_device);
    }
    auto *const bytes = static_cast<char *>(properties);
    const size_t total = memory_bytes();
    std::strcpy(bytes, "Emulated GPU");
    std::memcpy(bytes + 288, &total, sizeof total);
    return success;
}

int cudaDeviceGetAttribute(int *value, int attribute, int device) {
    if (device < 0 || device >= device_count()) {
        return give(invalid_device);
    }
    return give(timbrel_emulator_attribute(attribute, value));
}

int cudaSetDevice(int device) {
    if (device < 0 || device >= device_count()) {
        return give(invalid_device);
    }
    current_device = device;
    if (lost()) {
        timbrel_emulator_fail_next(launch_failure);  // kernels do not launch through this library
    }
    return success;
}

int cudaGetDevice(int *device) {
    *device = current_device;
    return success;
}

int cudaMemGetInfo(size_t *free, size_t *total) {
    const std::lock_guard<std::mutex> lock(machine().mutex);
    *total = memory_bytes();
    *free = *total - machine().used;
    return success;
}

int cudaMalloc(void **memory, size_t bytes) {
    if (const int refused = unsafe_for_graphs()) {
        return give(refused);
    }
    if (const int error = work()) {
        return give(error);
    }
    const std::lock_guard<std::mutex> lock(machine().mutex);
    // As CUDA gives whole pages out, here whole lines, which keeps addresses aligned.
    const size_t rounded = (bytes + 255) / 256 * 256;
    *memory = rounded > memory_bytes() - machine().used ? nullptr
                                                        : timbrel_emulator_allocate(rounded);
    if (*memory == nullptr) {
        return give(memory_allocation);
    }
    machine().allocated[static_cast<char *>(*memory)] = rounded;
    machine().used += rounded;
    return success;
}

int cudaFree(void *memory) {
    if (memory == nullptr) {
        return success;
    }
    if (const int refused = unsafe_for_graphs()) {
        return give(refused);
    }
    const std::lock_guard<std::mutex> lock(machine().mutex);
    const auto found = machine().allocated.find(static_cast<char *>(memory));
    if (found == machine().allocated.end()) {
        return give(invalid_value);
    }
    machine().used -= found->second;
    machine().allocated.erase(found);
    timbrel_emulator_free(memory);
    return success;
}

int cudaHostAlloc(void **memory, size_t bytes, unsigned) {
    *memory = std::malloc(bytes);
    return *memory == nullptr ? give(memory_allocation) : success;
}

int cudaFreeHost(void *memory) {
    timbrel_emulator_synchronize(nullptr, true);
    std::free(memory);
    return success;
}

int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) {
    const bool from_device = kind == device_to_host || kind == device_to_device;
    const bool to_device = kind == host_to_device || kind == device_to_device;
    if ((!from_device && !to_device) || !lies(from, bytes, from_device) ||
            !lies(to, bytes, to_device)) {
        return give(invalid_value);
    }
    if (const int error = work()) {
        return give(error);
    }
    timbrel_emulator_enqueue(stream, [=] { std::memmove(to, from, bytes); });
    return success;
}

int cudaMemsetAsync(void *memory, int value, size_t bytes, void *stream) {
    if (!lies(memory, bytes, true)) {
        return give(invalid_value);
    }
    if (const int error = work()) {
        return give(error);
    }
    timbrel_emulator_enqueue(stream, [=] { std::memset(memory, value, bytes); });
    return success;
}

int cudaStreamCreateWithFlags(void **stream, unsigned) {
    *stream = timbrel_emulator_stream_create();
    return success;
}

int cudaStreamDestroy(void *stream) {
    timbrel_emulator_stream_destroy(stream);
    return success;
}

int cudaStreamSynchronize(void *stream) {
    if (const int refused = unsafe_for_graphs()) {
        return give(refused);
    }
    if (const int error = work()) {
        return give(error);
    }
    timbrel_emulator_synchronize(stream, false);
    return success;
}

int cudaStreamQuery(void *stream) {
    constexpr int not_ready = 600;
    if (const int refused = unsafe_for_graphs()) {
        return give(refused);
    }
    return timbrel_emulator_idle(stream) ? success : not_ready;
}

int cudaStreamBeginCapture(void *stream, int) {
    if (fault("TIMBREL_EMULATED_NO_CAPTURE", 0) != 0) {
        return give(capture_unsupported);
    }
    if (const int refused = unsafe_for_graphs()) {
        return give(refused);
    }
    timbrel_emulator_capture_begin(stream);
    capturing = true;
    invalidated = false;
    return success;
}

int cudaStreamEndCapture(void *stream, void **graph) {
    *graph = timbrel_emulator_capture_end(stream);
    capturing = false;
    if (*graph == nullptr) {
        return give(capture_unjoined);
    }
    if (invalidated) {
        timbrel_emulator_graph_destroy(*graph);
        *graph = nullptr;
        return give(capture_invalidated);
    }
    return success;
}

// An executable graph is the graph's work on its own.
int cudaGraphInstantiate(void **executable, void *graph, unsigned long long) {
    *executable = timbrel_emulator_graph_clone(graph);
    return success;
}

int cudaGraphLaunch(void *executable, void *stream) {
    if (const int error = work()) {
        return give(error);
    }
    timbrel_emulator_graph_launch(executable, stream);
    return success;
}

int cudaGraphDestroy(void *graph) {
    timbrel_emulator_graph_destroy(graph);
    return success;
}

int cudaGraphExecDestroy(void *executable) {
    timbrel_emulator_graph_destroy(executable);
    return success;
}

int cudaEventCreateWithFlags(void **event, unsigned) {
    *event = timbrel_emulator_event_create();
    return success;
}

int cudaEventRecord(void *event, void *stream) {
    if (const int error = work()) {
        return give(error);
    }
    timbrel_emulator_event_record(event, stream);
    return success;
}

int cudaStreamWaitEvent(void *stream, void *event, unsigned) {
    if (const int error = work()) {
        return give(error);
    }
    if (timbrel_emulator_event_wait(stream, event) == timbrel_emulator_wait_isolated) {
        invalidated = capturing;
        return give(capture_isolation);
    }
    return success;
}

int cudaEventSynchronize(void *event) {
    wait_for_event();
    if (const int refused = unsafe_for_graphs()) {
        return give(refused);
    }
    return timbrel_emulator_event_synchronize(event) == timbrel_emulator_wait_isolated
                   ? give(invalid_value)
                   : success;
}

int cudaEventDestroy(void *event) {
    timbrel_emulator_event_destroy(event);
    return success;
}
}
