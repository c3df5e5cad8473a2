// SPDX-License-Identifier: Apache-2.0
// Generation by teams of blocks that keep the weights: against double precision, and what holds bit
// for bit: a stream depends on nothing but itself, and not on how a team divides the work either.
#include "../cuda/resident/generate_layout.h"
#include "generate_cuda_case.h"

using namespace timbrel::test;

namespace {

// How much of the weights is in shared memory.
enum class Shared { all, half, none };

struct Team {
    int64_t kernels, blocks, slots, teams, registers;
    Shared shared;
};

tb_card card;

// Units so that all teams of a network divide chunks of k over warps alike.
tb_plan plan_of(const tb_network &net, tb_precision precision, const Team &team,
        const tb_texture &texture = {}) {
    tb_plan plan = {};
    plan.kernels = team.kernels;
    plan.blocks = team.blocks;
    plan.units = (net.hidden_size + 15) / 16 * 16 / team.blocks;
    plan.slots = team.slots;
    plan.teams = team.teams;
    plan.registers = team.registers > 0 ? timbrel::generation_registers : 0;
    const int64_t all = timbrel::resident_generation_shared(net, texture, precision, plan);
    const int64_t least = timbrel::resident_generation_least_shared(net, texture, precision, plan);
    plan.shared_bytes = team.shared == Shared::all    ? all
                        : team.shared == Shared::none ? least
                                                      : (all + least) / 2;
    plan.shared_bytes = std::min(plan.shared_bytes, card.shared_bytes);
    return plan;
}

bool is_small() {
    return std::getenv("TIMBREL_TEST_SMALL") != nullptr;
}

bool has(const Team &team) {
    return team.kernels == TB_GRID
                   ? card.cooperative != 0 && team.blocks * team.teams <= card.multiprocessors
                   : team.blocks <= card.cluster_blocks;
}

std::string team_text(const Team &team) {
    char text[160];
    std::snprintf(text, sizeof text, " kernels %d C=%d S=%d teams %d registers %d shared %d",
            (int)team.kernels, (int)team.blocks, (int)team.slots, (int)team.teams,
            (int)team.registers, (int)team.shared);
    return text;
}

struct Case {
    tb_network net;
    Team team;
};

tb_network network(int64_t head, int64_t D, int64_t L, int64_t H, int64_t K = 0, int64_t M = 0,
        int64_t C = 0) {
    return {TB_LSTM, head, D, L, H, 0, K, M, 0, 0.01, 0, C};
}

// Every head, one to three layers, teams of one block and of many, blocks that draw for several
// slots, and blocks without rows of the head.
std::vector<Case> cases() {
    std::vector<Case> all = {
            {network(TB_MEAN, 5, 1, 9), {TB_CLUSTERS, 4, 8, 1, 0, Shared::all}},
            {network(TB_BERNOULLI, 13, 3, 8), {TB_GRID, 2, 16, 1, 0, Shared::half}},
            {network(TB_CATEGORICAL, 1, 2, 20, 37, 5, 2), {TB_CLUSTERS, 2, 8, 2, 0, Shared::all}},
    };
    if (!is_small()) {
        all.push_back({network(TB_MEAN, 5, 1, 9), {TB_GRID, 1, 8, 2, 0, Shared::all}});
        all.push_back({network(TB_MIXTURE, 7, 2, 33, 3), {TB_CLUSTERS, 12, 8, 1, 0, Shared::none}});
        all.push_back({network(TB_MIXTURE, 7, 2, 33, 3), {TB_GRID, 3, 8, 2, 0, Shared::all}});
        all.push_back({network(TB_BERNOULLI, 13, 3, 8), {TB_GRID, 1, 8, 1, 0, Shared::none}});
        all.push_back({network(TB_MEAN, 5, 3, 20, 0, 0, 3), {TB_GRID, 8, 8, 1, 0, Shared::all}});
        all.push_back(
                {network(TB_CATEGORICAL, 1, 2, 20, 37, 5, 2), {TB_GRID, 4, 16, 1, 0, Shared::all}});
        // More chunks than warps have one of, and a last warp without any; a bank of many tokens.
        all.push_back({network(TB_CATEGORICAL, 1, 1, 130, 600, 3),
                {TB_CLUSTERS, 9, 8, 1, 0, Shared::half}});
        all.push_back({network(TB_MIXTURE, 1, 1, 1, 1), {TB_CLUSTERS, 4, 8, 1, 0, Shared::all}});
    }
    return all;
}

double largest = 0;

void test_against_double() {
    uint32_t seed = 1;
    for (const Case &a : cases()) {
        ++seed;
        if (!has(a.team)) {
            continue;
        }
        const std::string where = text_of(a.net, TB_FP32) + team_text(a.team);
        const tb_plan plan = plan_of(a.net, TB_FP32, a.team);
        Generator generator(a.net, TB_FP32, seed, &plan);
        const int64_t N = a.team.slots * a.team.teams - 3, steps = 4;
        const Slots before = slots_of(a.net, N, seed);
        Slots expected = before, after = before;
        const Floats expected_out = run_double(a.net, generator.parameters(), expected, steps);
        const Floats out = run_in_two_orders(where, [&] {
            after = before;
            const Floats drawn = generator.run(after, steps);
            return std::vector<Floats>{drawn, after.frames, after.h};
        })[0];
        // States are rounded to floats at every step, and what is drawn is fed back.
        const double tolerance = 2e-5;
        check_close(where.c_str(), "out", out, expected_out, tolerance);
        check_close(where.c_str(), "frames", after.frames, expected.frames, tolerance);
        check_close(where.c_str(), "h", after.h, expected.h, tolerance);
        check_close(where.c_str(), "c", after.c, expected.c, tolerance);
        check(after.positions == expected.positions, "%s: positions differ", where.c_str());
        check(generator.signal[1] == 0, "%s: it has stopped", where.c_str());
        largest = std::fmax(largest, largest_error(after.h, expected.h));
    }
}

// The same with rounded operands, weights in registers, and steps that rarely round to another
// number than the reference's: where they do, an operand differs by its last digit.
void test_rounded() {
    const tb_network deep = network(TB_MEAN, 6, 2, 130), narrow = network(TB_MIXTURE, 7, 1, 33, 2);
    std::vector<Case> all = {
            // Three tiles, so that a set is not full; and more groups than registers.
            {narrow, {TB_CLUSTERS, 4, 8, 1, 32, Shared::all}},
            {deep, {TB_GRID, 1, 8, 1, 32, Shared::half}},
    };
    if (!is_small()) {
        all.push_back({deep, {TB_CLUSTERS, 3, 16, 1, 16, Shared::none}});
        all.push_back({deep, {TB_CLUSTERS, 9, 8, 1, 32, Shared::all}});
        all.push_back({network(TB_BERNOULLI, 5, 3, 20), {TB_GRID, 2, 8, 2, 0, Shared::half}});
    }
    for (const tb_precision precision : {TB_TF32, TB_BF16}) {
        const double tolerance = precision == TB_BF16 ? 2e-3 : 3e-4;
        uint32_t seed = 40;
        for (const Case &a : all) {
            if (!has(a.team)) {
                continue;
            }
            const std::string where = text_of(a.net, precision) + team_text(a.team);
            const tb_plan plan = plan_of(a.net, precision, a.team);
            Generator generator(a.net, precision, ++seed, &plan);
            Slots slots = slots_of(a.net, 5, seed), expected = slots, exact = slots;
            const Floats out = generator.run(slots, 3);
            const Floats expected_out =
                    run_double(a.net, generator.parameters(), expected, 3, precision);
            check_close(where.c_str(), "out", out, expected_out, tolerance);
            check_close(where.c_str(), "h", slots.h, expected.h, tolerance);
            check_close(where.c_str(), "c", slots.c, expected.c, tolerance);
            run_double(a.net, generator.parameters(), exact, 3);
            const double near = largest_error(slots.h, expected.h);
            const double far = largest_error(slots.h, exact.h);
            std::printf(
                    "%s: error of h %.2g, of unrounded operands %.2g\n", where.c_str(), near, far);
            check(far > 2e-6, "%s: nothing was rounded", where.c_str());
        }
    }
}

void check_same(const std::string &where, const Slots &a, const Slots &b) {
    check_same_bits(where.c_str(), "h", a.h, b.h);
    check_same_bits(where.c_str(), "c", a.c, b.c);
    check_same_bits(where.c_str(), "frames", a.frames, b.frames);
    check(a.positions == b.positions && a.states == b.states, "%s: positions or states",
            where.c_str());
}

// Slot n of what all slots drew is what it drew alone, in chunks: frames [steps,N,D].
void check_alone(const std::string &where, Generator &generator, const tb_network &net,
        const Slots &before, const Slots &after, const Floats &out, int64_t n,
        const Wholes &chunks) {
    const int64_t D = net.frame_size;
    Slots one = one_of(net, before, n);
    Floats alone;
    for (const int64_t steps : chunks) {
        const Floats some = generator.run(one, steps);
        alone.insert(alone.end(), some.begin(), some.end());
    }
    check_same(where + " alone", one_of(net, after, n), one);
    for (size_t step = 0; step < alone.size() / static_cast<size_t>(D); ++step) {
        check_same_bits((where + " alone").c_str(), "out",
                out.data() + (static_cast<int64_t>(step) * before.N + n) * D,
                alone.data() + static_cast<int64_t>(step) * D, static_cast<size_t>(D));
    }
}

// The bits are the same in every team, at any number of slots, alone, and in any chunks; inactive
// slots are left alone.
void test_bits() {
    const std::vector<Team> teams = {
            {TB_CLUSTERS, 3, 8, 2, 0, Shared::all},
            {TB_GRID, 3, 16, 1, 32, Shared::half},
            {TB_CLUSTERS, 12, 16, 1, 16, Shared::none},
            {TB_GRID, 1, 8, 2, 32, Shared::none},
            {TB_CLUSTERS, 6, 8, 2, 0, Shared::half},
    };
    const Team single = {TB_CLUSTERS, 2, 8, 1, 32, Shared::all};
    const std::vector<tb_network> nets = {
            network(TB_CATEGORICAL, 1, 2, 33, 37, 5, 2), network(TB_MIXTURE, 6, 1, 40, 3)};
    for (const tb_precision precision : {TB_BF16, TB_TF32, TB_FP32}) {
        const tb_network &net = nets[precision % 2];
        const Floats parameters = uniforms(9, parameter_count(net), 0.6f);
        const int64_t steps = 5, N = 11;
        Slots before = slots_of(net, N, 10), first = before;
        before.active.assign(N, 1);
        before.active[1] = before.active[9] = 0;
        Floats first_out;
        for (Team team : teams) {
            team.registers = precision == TB_FP32 ? 0 : team.registers;
            if (!has(team)) {
                continue;
            }
            const std::string where = text_of(net, precision) + team_text(team);
            const tb_plan plan = plan_of(net, precision, team);
            Slots slots = before;
            const Floats out = Generator(net, precision, parameters, &plan).run(slots, steps);
            if (first_out.empty()) {
                first = slots;
                first_out = out;
            }
            check_same(where, slots, first);
            check_same_bits(where.c_str(), "out", out, first_out);
            if (is_small()) {
                break;
            }
        }
        for (const int64_t n : {1, 9}) {
            check_same("inactive", one_of(net, first, n), one_of(net, before, n));
            for (int64_t e = 0; e < steps * net.frame_size; ++e) {
                const int64_t at = (e / net.frame_size * N + n) * net.frame_size;
                check(first_out[at + e % net.frame_size] == 0, "inactive: out is not 0");
            }
        }
        Team alone = single;
        alone.registers = precision == TB_FP32 ? 0 : alone.registers;
        const tb_plan plan = plan_of(net, precision, alone);
        Generator generator(net, precision, parameters, &plan);
        for (const int64_t n : {0, 7, 10}) {
            check_alone(text_of(net, precision), generator, net, before, first, first_out, n,
                    {2, 1, 2});
        }
    }
}

#ifdef TIMBREL_EMULATED
// Threads, blocks and words come in many orders.
void test_orders() {
    const tb_network net = network(TB_MIXTURE, 3, 2, 20, 2);
    for (const Team &team : {Team{TB_CLUSTERS, 4, 8, 2, 16, Shared::half},
                 Team{TB_GRID, 4, 8, 2, 16, Shared::half}}) {
        const tb_plan plan = plan_of(net, TB_BF16, team);
        const std::string where = text_of(net, TB_BF16) + team_text(team);
        Generator generator(net, TB_BF16, 5, &plan);
        const Slots before = slots_of(net, 13, 6);
        Slots first = before;
        timbrel_emulator_order(0);
        const Floats out = generator.run(first, 6);
        for (uint64_t seed = 1; seed <= (is_small() ? 2 : 12); ++seed) {
            timbrel_emulator_order(seed);
            Slots slots = before;
            check_same_bits(where.c_str(), "out", generator.run(slots, 6), out);
            check_same(where + " order " + std::to_string(seed), slots, first);
        }
    }
}
#endif

// Under a grammar tokens are those of the reference, also of slots that end on their way; what a
// slot holds then stays, in any company and chunks.
void test_grammar_ends() {
    const tb_network net = network(TB_CATEGORICAL, 1, 2, 20, 23, 5, 2);
    for (const Team &team : {Team{TB_CLUSTERS, 4, 8, 3, 0, Shared::all},
                 Team{TB_GRID, 2, 24, 1, 0, Shared::none}}) {
        if (!has(team)) {
            continue;
        }
        const tb_plan plan = plan_of(net, TB_FP32, team);
        const std::string where = text_of(net, TB_FP32) + " grammar" + team_text(team);
        Generator generator(net, TB_FP32, 12, &plan);
        const int64_t N = 24, steps = 20;
        Slots before = slots_of(net, N, 13);
        before.states.assign(N, 0);
        before.states[4] = 3;
        before.states[5] = -1;
        before.active.assign(N, 1);
        Slots expected = before, after = before;
        const Floats expected_out = run_double(net, generator.parameters(), expected, steps);
        const Floats out = generator.run(after, steps);
        check_same_bits(where.c_str(), "out", out, expected_out);
        check_same_bits(where.c_str(), "frames", after.frames, expected.frames);
        check_close(where.c_str(), "h", after.h, expected.h, 2e-5);
        check(after.positions == expected.positions, "%s: positions", where.c_str());
        check(after.states == expected.states, "%s: states", where.c_str());
        const auto ended = std::count(after.states.begin(), after.states.end(), -1);
        check(ended > 2 && ended < N, "%s: %d have ended", where.c_str(), (int)ended);
        for (const int64_t n : {0, 4, 5, 23}) {
            check_alone(where, generator, net, before, after, out, n, {1, 12, 7});
        }
        if (is_small()) {
            return;
        }
    }
}

// A forced token that is forbidden ends the slot; and forced frames move the state as drawn ones
// do.
void test_forced() {
    const Team team = {TB_CLUSTERS, 4, 8, 1, 0, Shared::all};
    const tb_network limited = network(TB_CATEGORICAL, 1, 1, 9, 23, 3);
    const tb_plan plan = plan_of(limited, TB_FP32, team);
    if (!has(team)) {
        return;
    }
    Generator generator(limited, TB_FP32, 3, &plan);
    Slots slots = slots_of(limited, 1, 6), shorter;
    slots.states = {0};
    shorter = slots;
    generator.run(shorter, 2, {0, 2});
    check(shorter.states[0] == -1 && shorter.frames[0] == 2, "forbidden: state %d",
            (int)shorter.states[0]);
    generator.run(slots, 4, {0, 2, 4, 5});
    check_same("forbidden", slots, shorter);

    const tb_network net = network(TB_MIXTURE, 4, 2, 12, 3);
    const tb_plan free_plan = plan_of(net, TB_BF16, team);
    Generator free(net, TB_BF16, 3, &free_plan);
    Slots drawn = slots_of(net, 4, 6), forced = drawn;
    const Floats out = free.run(drawn, 7);
    forced.positions = drawn.positions;
    free.run(forced, 7, out);
    check_same("forced", forced, drawn);
}

// A host that asks to stop is heard, and nothing is left waiting.
void test_signal() {
    for (const Team &team :
            {Team{TB_CLUSTERS, 4, 8, 1, 0, Shared::all}, Team{TB_GRID, 2, 8, 2, 0, Shared::all}}) {
        const tb_network net = network(TB_MEAN, 5, 1, 20);
        const tb_plan plan = plan_of(net, TB_FP32, team);
        if (!has(team)) {
            continue;
        }
        Generator generator(net, TB_FP32, 3, &plan);
        generator.signal = {1, 0};
        Slots slots = slots_of(net, 7, 3);
        generator.run(slots, 50);
        check(generator.signal[1] == 1, "it did not stop%s", team_text(team).c_str());
    }
}

// What no check of a plan knows, but the launch: the plan was made for another card. Nothing is
// looked at before it.
void test_larger_than_the_card() {
    if (card.cluster_blocks == 0) {
        return;
    }
    const tb_network net = network(TB_MEAN, 5, 1, 20);
    tb_plan plan = plan_of(net, TB_FP32, {TB_CLUSTERS, 2, 8, 2, 0, Shared::all});
    plan.units = 512;
    plan.shared_bytes = 1 << 30;
    const float packed = 0, temperature = 0;
    const int64_t number = 0;
    int64_t position = 0;
    float frame = 0, h = 0, c = 0, out = 0, workspace = 0;
    const tb_status status = tb_cuda_generate(&net, TB_FP32, &packed, 1, 1, nullptr, &number,
            &number, &temperature, nullptr, nullptr, nullptr, nullptr, nullptr, &position, nullptr,
            &frame, &h, &c, &out, &plan, nullptr, &workspace, nullptr);
    check(status == TB_INVALID_ARGUMENT, "status %d", status);
    check(std::strstr(tb_cuda_last_error(), "do not fit this card") != nullptr, "it says \"%s\"",
            tb_cuda_last_error());
}

// Plans that do not fit are refused with a line that says why.
void test_refused() {
    const auto refused = [](tb_network net, tb_precision precision, const tb_plan &plan, int64_t N,
                                 tb_status status, const char *line) {
        const float packed = 0, temperature = 0;
        const int64_t number = 0;
        int64_t position = 0, size = 0;
        float frame = 0, h = 0, c = 0, out = 0, workspace = 0;
        const tb_status found = tb_cuda_generate(&net, precision, &packed, 1, N, nullptr, &number,
                &number, &temperature, nullptr, nullptr, nullptr, nullptr, nullptr, &position,
                nullptr, &frame, &h, &c, &out, &plan, nullptr, &workspace, nullptr);
        check(found == status, "status %d, but expected one that says \"%s\"", found, line);
        check(std::strcmp(tb_cuda_last_error(), line) == 0, "it says \"%s\", but expected \"%s\"",
                tb_cuda_last_error(), line);
        // Those of products have a layout of their own.
        if (N == 1 && status == TB_INVALID_ARGUMENT) {
            check(tb_cuda_generator_size(&net, precision, &size, &plan) == status,
                    "the size is not refused: %s", line);
        }
    };
    const tb_network net = network(TB_MEAN, 5, 1, 20);
    const tb_plan plan = plan_of(net, TB_FP32, {TB_CLUSTERS, 2, 8, 2, 0, Shared::all});
    tb_plan other = plan;
    other.kernels = TB_PRODUCTS;
    refused(net, TB_FP32, other, 1, TB_UNSUPPORTED,
            "tb_cuda_generate: the plan is of products of all slots, which are the caller's to "
            "make");
    refused(net, TB_FP32, plan, 17, TB_INVALID_ARGUMENT,
            "tb_cuda_generate: a plan of 2 teams of 2 blocks with 16 units, 8 slots and 0 groups "
            "in registers is none for H 20 and N 17: take it from tb_cuda_plan_*");
    tb_network gru = net;
    gru.cell = TB_GRU;
    refused(gru, TB_FP32, plan, 1, TB_INVALID_ARGUMENT,
            "tb_cuda_generate: plan's kernels are 1, but teams of blocks do not serve such a network");
    other = plan;
    other.shared_bytes = 5000;
    char line[200];
    std::snprintf(line, sizeof line,
            "tb_cuda_generate: the plan has 5000 bytes of shared memory, but needs %d: take it "
            "from tb_cuda_plan_generation",
            (int)timbrel::resident_generation_least_shared(net, {}, TB_FP32, plan));
    refused(net, TB_FP32, other, 1, TB_INVALID_ARGUMENT, line);
    other = plan;
    other.registers = timbrel::generation_registers;
    refused(net, TB_FP32, other, 1, TB_INVALID_ARGUMENT,
            "tb_cuda_generate: the plan keeps weights in registers, which fp32 does not");
    other.registers = 16;
    refused(net, TB_BF16, other, 1, TB_INVALID_ARGUMENT,
            "tb_cuda_generate: a plan of 2 teams of 2 blocks with 16 units, 8 slots and 16 groups "
            "in registers is none for H 20 and N 1: take it from tb_cuda_plan_*");
    other = plan;
    other.blocks = 20;
    refused(net, TB_FP32, other, 1, TB_INVALID_ARGUMENT,
            "tb_cuda_generate: a plan of 2 teams of 20 blocks with 16 units, 8 slots and 0 groups "
            "in registers is none for H 20 and N 1: take it from tb_cuda_plan_*");
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    check(tb_cuda_card(&card) == TB_OK, "card: %s", tb_cuda_last_error());
    test_against_double();
    test_rounded();
    test_bits();
#ifdef TIMBREL_EMULATED
    test_orders();
#endif
    test_grammar_ends();
    test_forced();
    test_signal();
    test_larger_than_the_card();
    test_refused();
    std::printf("largest error of h in fp32: %.2g\n", largest);
    return report("resident_generate_cuda_test");
}
