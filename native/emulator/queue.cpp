// SPDX-License-Identifier: Apache-2.0
// Streams, graphs and memory of the emulated device.
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "emulator.h"

namespace {

using Work = std::function<void()>;
using WorkList = std::vector<Work>;

struct Stream {
    std::deque<Work> waiting;
    std::unique_ptr<WorkList> captured;  // while capturing
};

struct Graph {
    std::shared_ptr<WorkList> work;
};

struct Mapping {
    void *start;
    size_t bytes;
};

// Everything the device has. Never destroyed: streams may be used while the process ends.
struct Device {
    std::recursive_mutex mutex;
    std::set<Stream *> streams;
    std::map<void *, Mapping> memory;
    int failure = 0;
};

Device &device() {
    static Device *const instance = new Device;
    return *instance;
}

using Lock = std::lock_guard<std::recursive_mutex>;

void drain(Stream *stream) {
    while (!stream->waiting.empty()) {
        const Work work = std::move(stream->waiting.front());
        stream->waiting.pop_front();
        work();
    }
}

void drain_all() {
    for (Stream *stream : device().streams) {
        drain(stream);
    }
}

}  // namespace

void *timbrel_emulator_stream_create() {
    const Lock lock(device().mutex);
    auto *stream = new Stream;
    device().streams.insert(stream);
    return stream;
}

void timbrel_emulator_stream_destroy(void *stream) {
    const Lock lock(device().mutex);
    auto *gone = static_cast<Stream *>(stream);
    drain(gone);
    device().streams.erase(gone);
    delete gone;
}

void timbrel_emulator_enqueue(void *stream, const Work &work) {
    const Lock lock(device().mutex);
    auto *queue = static_cast<Stream *>(stream);
    if (queue == nullptr) {
        drain_all();
        work();
    } else if (queue->captured != nullptr) {
        queue->captured->push_back(work);
    } else {
        queue->waiting.push_back(work);
    }
}

void timbrel_emulator_synchronize(void *stream, bool all) {
    const Lock lock(device().mutex);
    if (all || stream == nullptr) {
        drain_all();
    } else {
        drain(static_cast<Stream *>(stream));
    }
}

int timbrel_emulator_idle(void *stream) {
    const Lock lock(device().mutex);
    return stream == nullptr || static_cast<Stream *>(stream)->waiting.empty();
}

void timbrel_emulator_capture_begin(void *stream) {
    const Lock lock(device().mutex);
    static_cast<Stream *>(stream)->captured = std::make_unique<WorkList>();
}

int timbrel_emulator_capturing(void *stream) {
    const Lock lock(device().mutex);
    return stream != nullptr && static_cast<Stream *>(stream)->captured != nullptr;
}

void *timbrel_emulator_capture_end(void *stream) {
    const Lock lock(device().mutex);
    return new Graph{std::move(static_cast<Stream *>(stream)->captured)};
}

void timbrel_emulator_graph_launch(void *graph, void *stream) {
    const std::shared_ptr<WorkList> list = static_cast<Graph *>(graph)->work;
    timbrel_emulator_enqueue(stream, [list] {
        for (const Work &work : *list) {
            work();
        }
    });
}

void *timbrel_emulator_graph_clone(void *graph) {
    return new Graph{static_cast<Graph *>(graph)->work};
}

void timbrel_emulator_graph_destroy(void *graph) {
    delete static_cast<Graph *>(graph);
}

void timbrel_emulator_fail_next(int error) {
    const Lock lock(device().mutex);
    device().failure = error;
}

int timbrel_emulator_take_failure() {
    const Lock lock(device().mutex);
    const int failure = device().failure;
    device().failure = 0;
    return failure;
}

void *timbrel_emulator_allocate(size_t bytes) {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t used = (bytes + page - 1) / page * page;
    if (used < bytes) {
        return nullptr;
    }
    const Mapping mapping = {mmap(nullptr, used + page, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            used + page};
    if (mapping.start == MAP_FAILED) {
        return nullptr;
    }
    auto *const end = static_cast<unsigned char *>(mapping.start) + used;
    mprotect(end, page, PROT_NONE);
    unsigned char *const memory = end - bytes;
    std::memset(memory, 0xff, bytes);
    const Lock lock(device().mutex);
    device().memory[memory] = mapping;
    return memory;
}

void timbrel_emulator_free(void *memory) {
    if (memory == nullptr) {
        return;
    }
    const Lock lock(device().mutex);
    drain_all();
    const auto found = device().memory.find(memory);
    if (found != device().memory.end()) {
        munmap(found->second.start, found->second.bytes);
        device().memory.erase(found);
    }
}
