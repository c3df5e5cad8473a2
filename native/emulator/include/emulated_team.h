// SPDX-License-Identifier: Apache-2.0
// The words of native/cuda/resident/team.h on the emulated device, where they are described.
// cuda_runtime.h includes this.
//
// What is under way, words of send_async and published words alike, arrives after a random while
// and in random order, published words of one place in their own; at order 0, only once all threads
// wait. Threads that ask in vain hand over to others.
//
// These end the process with a line that says so, whether or not a real device would show them: a
// word to a block that has left, or that leaves while words are under way to it; a barrier that was
// not begun, or of which other blocks need not know yet; more arrivals than one a phase; a count of
// bytes that no barrier holds; asking for a phase behind which another has ended; a block that asks
// for more shared memory than there is; two words looked at that are not aligned; threads that wait
// for each other for ever.
#pragma once

namespace timbrel {

unsigned cluster_rank();
void cluster_barrier();

void arrival_begin(uint64_t *barrier);
void arrivals_visible();
void arrival_expect(uint64_t *barrier, unsigned bytes);
bool arrival_seen(uint64_t *barrier, unsigned parity);
void send_async(uint32_t value, void *word, uint64_t *barrier, unsigned rank);

void publish(uint64_t *word, uint64_t value);
uint64_t look(const uint64_t *word);
struct TwoWords {
    uint64_t first, second;
};
TwoWords look_at_two(const uint64_t *words);
int32_t look_at_host(const int32_t *signal);
void tell_host(int32_t *signal, int32_t value);

// Runs on as threads run; by leaps once all of them only ask, so that waits that end some time do.
uint64_t nanoseconds();

// Products are exact; they are added one after the other, by ascending depth, to what sums held,
// with a rounding to nearest for each. Real devices promise no order and less than that.
void multiply_bf16(float (&sums)[4], const uint4 &a, const uint2 &b);
void multiply_tf32(float (&sums)[4], const uint4 &a, const uint2 &b);

// What the three launches have in common. team: as Launch has it.
template <typename... Parameters, typename... Arguments>
cudaError_t launch_team(unsigned team, void (*kernel)(Parameters...), dim3 grid, dim3 block,
        size_t shared_bytes, cudaStream_t stream, Arguments... arguments) {
    const emulator::Launch launch = {
            {grid.x, grid.y, grid.z}, {block.x, block.y, block.z}, shared_bytes, team};
    const int failure = timbrel_emulator_take_failure();
    if (const int error = failure != 0 ? failure : emulator::check_launch(launch)) {
        return static_cast<cudaError_t>(error);
    }
    const std::tuple<Parameters...> values(arguments...);
    timbrel_emulator_enqueue(
            stream, [=] { emulator::run_grid(launch, [&] { std::apply(kernel, values); }); });
    return cudaSuccess;
}

// Enqueues kernel(arguments...) for every thread of the grid. Refuses what every card refuses.
template <typename... Parameters, typename... Arguments>
cudaError_t launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, size_t shared_bytes,
        cudaStream_t stream, Arguments... arguments) {
    return launch_team(emulator::alone, kernel, grid, block, shared_bytes, stream, arguments...);
}

template <typename... Parameters, typename... Arguments>
cudaError_t launch_clusters(void (*kernel)(Parameters...), dim3 grid, dim3 block, unsigned cluster,
        size_t shared_bytes, cudaStream_t stream, Arguments... arguments) {
    return cluster == 0
                   ? cudaErrorInvalidClusterSize
                   : launch_team(cluster, kernel, grid, block, shared_bytes, stream, arguments...);
}

template <typename... Parameters, typename... Arguments>
cudaError_t launch_resident(void (*kernel)(Parameters...), dim3 grid, dim3 block,
        size_t shared_bytes, cudaStream_t stream, Arguments... arguments) {
    return launch_team(
            emulator::whole_grid, kernel, grid, block, shared_bytes, stream, arguments...);
}

}  // namespace timbrel
