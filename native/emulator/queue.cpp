// SPDX-License-Identifier: Apache-2.0
// Streams, graphs and memory of the emulated device.
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "emulator.h"
#include "schedule.h"

namespace {

using timbrel::emulator::Place;
using timbrel::emulator::Schedule;
using Work = std::function<void()>;

// What a stream noted down, and whose end ends it.
struct Capture {
    Schedule work;
    int64_t origin = 0;
};

struct Stream {
    int64_t line;
    std::shared_ptr<Capture> capture;  // while capturing
    int64_t captured_line = 0;
};

struct Event {
    Place place;
    std::weak_ptr<Capture> capture;  // that the place is in
    bool captured = false;
};

struct Graph {
    std::shared_ptr<const Capture> work;
};

struct Mapping {
    void *start;
    size_t bytes;
};

// Everything the device has. Never destroyed: streams may be used while the process ends.
struct Device {
    std::recursive_mutex mutex;
    std::set<Stream *> streams;
    Schedule work;
    std::map<void *, Mapping> memory;
    int failure = 0;
};

Device &device() {
    static Device *const instance = new Device;
    return *instance;
}

using Lock = std::lock_guard<std::recursive_mutex>;

}  // namespace

void *timbrel_emulator_stream_create() {
    const Lock lock(device().mutex);
    auto *stream = new Stream{device().work.add_line(), nullptr};
    device().streams.insert(stream);
    return stream;
}

void timbrel_emulator_stream_destroy(void *stream) {
    const Lock lock(device().mutex);
    auto *gone = static_cast<Stream *>(stream);
    device().work.remove_line(gone->line);
    device().streams.erase(gone);
    delete gone;
}

void timbrel_emulator_enqueue(void *stream, const Work &work) {
    const Lock lock(device().mutex);
    auto *queue = static_cast<Stream *>(stream);
    if (queue == nullptr) {
        device().work.run_all();
        work();
    } else if (queue->capture != nullptr) {
        queue->capture->work.add(queue->captured_line, work);
    } else {
        device().work.add(queue->line, work);
    }
}

void timbrel_emulator_synchronize(void *stream, bool all) {
    const Lock lock(device().mutex);
    if (all || stream == nullptr) {
        device().work.run_all();
    } else {
        device().work.run_to(device().work.end_of(static_cast<Stream *>(stream)->line));
    }
}

int timbrel_emulator_idle(void *stream) {
    const Lock lock(device().mutex);
    return stream == nullptr || device().work.idle(static_cast<Stream *>(stream)->line);
}

void *timbrel_emulator_event_create() {
    return new Event;
}

void timbrel_emulator_event_destroy(void *event) {
    delete static_cast<Event *>(event);
}

void timbrel_emulator_event_record(void *event, void *stream) {
    const Lock lock(device().mutex);
    auto *const mark = static_cast<Event *>(event);
    const auto *const queue = static_cast<Stream *>(stream);
    mark->capture = queue->capture;
    mark->captured = queue->capture != nullptr;
    mark->place = mark->captured ? queue->capture->work.end_of(queue->captured_line)
                                 : device().work.end_of(queue->line);
}

int timbrel_emulator_event_wait(void *stream, void *event) {
    const Lock lock(device().mutex);
    auto *const queue = static_cast<Stream *>(stream);
    const auto *const mark = static_cast<Event *>(event);
    if (!mark->captured) {
        if (queue->capture != nullptr) {
            return timbrel_emulator_wait_isolated;
        }
        device().work.wait(queue->line, mark->place);
        return timbrel_emulator_wait_accepted;
    }
    const std::shared_ptr<Capture> capture = mark->capture.lock();
    if (capture == nullptr || (queue->capture != nullptr && queue->capture != capture)) {
        return timbrel_emulator_wait_isolated;
    }
    if (queue->capture == nullptr) {
        queue->capture = capture;
        queue->captured_line = capture->work.add_line();
    }
    capture->work.wait(queue->captured_line, mark->place);
    return timbrel_emulator_wait_accepted;
}

int timbrel_emulator_event_synchronize(void *event) {
    const Lock lock(device().mutex);
    const auto *const mark = static_cast<Event *>(event);
    if (mark->captured) {
        return timbrel_emulator_wait_isolated;
    }
    device().work.run_to(mark->place);
    return timbrel_emulator_wait_accepted;
}

void timbrel_emulator_capture_begin(void *stream) {
    const Lock lock(device().mutex);
    auto *const queue = static_cast<Stream *>(stream);
    queue->capture = std::make_shared<Capture>();
    queue->captured_line = queue->capture->origin = queue->capture->work.add_line();
}

int timbrel_emulator_capturing(void *stream) {
    const Lock lock(device().mutex);
    return stream != nullptr && static_cast<Stream *>(stream)->capture != nullptr;
}

void *timbrel_emulator_capture_end(void *stream) {
    const Lock lock(device().mutex);
    const std::shared_ptr<Capture> capture = static_cast<Stream *>(stream)->capture;
    for (Stream *each : device().streams) {
        if (each->capture == capture) {
            each->capture = nullptr;
        }
    }
    return capture->work.joins_all(capture->origin) ? new Graph{capture} : nullptr;
}

void timbrel_emulator_graph_launch(void *graph, void *stream) {
    const std::shared_ptr<const Capture> capture = static_cast<Graph *>(graph)->work;
    timbrel_emulator_enqueue(stream, [capture] {
        Schedule work = capture->work;
        work.run_all();
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
    device().work.run_all();
    timbrel::emulator::release(memory);
}

void timbrel::emulator::release(void *memory) {
    const Lock lock(device().mutex);
    const auto found = device().memory.find(memory);
    if (found != device().memory.end()) {
        munmap(found->second.start, found->second.bytes);
        device().memory.erase(found);
    }
}
