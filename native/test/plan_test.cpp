// SPDX-License-Identifier: Apache-2.0
// Plans of teams of blocks on cards of many kinds, which are data here: what every plan must keep,
// which kernels are chosen, and what is refused.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "backward_layout.h"
#include "check.h"
#include "generate_layout.h"
#include "plan.h"
#include "timbrel.h"

using namespace timbrel::test;

namespace {

struct Named {
    const char *name;
    tb_card card;
};

// As their makers describe them; of clusters as many as could be resident, less some.
const Named cards[] = {
        {"H200", {90, 132, 232448, 1, 16, {7, 15, 31, 64}}},
        {"H100 PCIe", {90, 114, 232448, 1, 16, {3, 12, 26, 56}}},
        {"a 9.0 whose clusters have 8 blocks", {90, 132, 232448, 1, 8, {0, 14, 31, 64}}},
        {"B200", {100, 148, 232448, 1, 16, {8, 16, 36, 73}}},
        {"RTX 5070 Ti", {120, 70, 101376, 1, 8, {0, 7, 16, 35}}},
        {"A100", {80, 108, 166912, 1, 0, {}}},
        {"RTX 4090", {89, 128, 101376, 1, 0, {}}},
        {"RTX 3050 laptop", {86, 16, 101376, 1, 0, {}}},
        {"T4", {75, 40, 65536, 1, 0, {}}},
        {"a card without cooperative launches", {86, 30, 101376, 0, 0, {}}},
};
const tb_card &h200 = cards[0].card, &a100 = cards[5].card, &t4 = cards[8].card;

constexpr int64_t proven = -1, best = -2;

tb_network network(int64_t H, int64_t L) {
    tb_network net = {};
    net.cell = TB_LSTM;
    net.head = TB_MIXTURE;
    net.frame_size = 40;
    net.layers = L;
    net.hidden_size = H;
    net.components = 5;
    net.scale_floor = 1e-3;
    return net;
}

tb_plan of_network(const tb_card &card, const tb_network &net, tb_precision precision, int64_t N,
        int64_t wanted, const tb_texture *texture = nullptr) {
    tb_plan plan = {};
    std::memset(&plan, 0x5a, sizeof plan);
    check(tb_cuda_plan_generation(&card, &net, texture, precision, N, wanted, &plan) == TB_OK,
            "generation: %s", tb_cuda_last_error());
    return plan;
}

tb_plan of_layer(const tb_card &card, tb_precision precision, int64_t N, int64_t H, int64_t wanted,
        tb_cell cell = TB_LSTM, int64_t norm = 0) {
    tb_plan plan = {};
    std::memset(&plan, 0x5a, sizeof plan);
    check(tb_cuda_plan_recurrent(&card, cell, precision, N, H, norm, wanted, &plan) == TB_OK,
            "a layer: %s", tb_cuda_last_error());
    return plan;
}

// A cluster of so many blocks is resident as often as one of the next size that the card was asked
// for, and where there is room for a larger one there is room for some of these.
int64_t clusters_of(const tb_card &card, int64_t blocks) {
    int64_t most = 0;
    for (int k = 0; k < 4 && 16 >> k >= blocks; ++k) {
        most = std::max(most, card.clusters[k] * ((16 >> k) / blocks));
    }
    return most;
}

// What kernels and launches rely on.
void check_invariants(const char *where, const tb_card &card, const tb_plan &p, int64_t N,
        int64_t H, bool is_layer) {
    check(std::memchr(p.why, 0, sizeof p.why) != nullptr && p.why[0] != 0, "%s: no reason", where);
    check(std::strchr(p.why, '\n') == nullptr, "%s: lines: %s", where, p.why);
    check(p.proven == 0, "%s: nothing has run on a card, but it is proven", where);
    if (p.kernels != TB_CLUSTERS && p.kernels != TB_GRID) {
        check(p.blocks == 0 && p.units == 0 && p.slots == 0 && p.teams == 0 && p.registers == 0 &&
                        p.shared_bytes == 0,
                "%s: numbers without teams", where);
        return;
    }
    check(p.units >= 4 && p.units % 4 == 0, "%s: %lld units", where, (long long)p.units);
    check(p.blocks * p.units % 16 == 0 && p.blocks * p.units >= H && p.blocks * p.units < H + 16,
            "%s: %lld x %lld units for %lld", where, (long long)p.blocks, (long long)p.units,
            (long long)H);
    check(p.slots >= 8 && p.slots % 8 == 0, "%s: %lld slots", where, (long long)p.slots);
    check(p.teams >= 1 && p.teams * p.slots >= N && (p.teams - 1) * p.slots < (N > 0 ? N : 1),
            "%s: %lld teams of %lld for %lld", where, (long long)p.teams, (long long)p.slots,
            (long long)N);
    check(is_layer ? p.registers == 16 || p.registers == 32
                   : p.registers == 0 || p.registers == timbrel::generation_registers,
            "%s: %lld registers", where, (long long)p.registers);
    check(p.shared_bytes > 0 && p.shared_bytes <= card.shared_bytes, "%s: %lld bytes", where,
            (long long)p.shared_bytes);
    // Teams do not wait for each other, but blocks of one do: all of them must be resident at once.
    if (p.kernels == TB_CLUSTERS) {
        check(card.capability >= 90 && p.blocks <= card.cluster_blocks, "%s: clusters of %lld",
                where, (long long)p.blocks);
        check(p.teams <= clusters_of(card, p.blocks), "%s: %lld clusters of %lld", where,
                (long long)p.teams, (long long)p.blocks);
    } else {
        check(card.capability >= 80 && card.cooperative != 0, "%s: a grid", where);
        check(p.teams * p.blocks <= card.multiprocessors, "%s: %lld x %lld blocks", where,
                (long long)p.teams, (long long)p.blocks);
    }
}

// Both ways of a layer have their room: in a block, and for the words of a grid in the workspace.
void check_layer(const char *where, tb_precision precision, const tb_plan &p, int64_t N, int64_t H,
        bool norm) {
    const int64_t least = std::max(timbrel::resident_forward_least_shared(precision, p, norm),
            timbrel::resident_backward_least_shared(precision, p, norm));
    const int64_t all = std::max(timbrel::resident_forward_shared(precision, p, norm),
            timbrel::resident_backward_shared(precision, p, norm));
    check(p.shared_bytes >= least && p.shared_bytes <= all, "%s: %lld bytes, outside %lld..%lld",
            where, (long long)p.shared_bytes, (long long)least, (long long)all);
    check(p.kernels == TB_GRID || p.shared_bytes == all, "%s: a cluster without all weights",
            where);
    if (p.kernels == TB_GRID && N > 0) {
        timbrel::Channels forward = {};
        const timbrel::ForwardLayout l = timbrel::forward_layout(precision, p, all, norm);
        timbrel::add_hidden_channel(forward, l.chunks, l.slots);
        if (norm) {
            timbrel::add_statistics_channel(forward, l.blocks, l.slots);
        }
        const int64_t given = timbrel::workspace_bytes(N, H);
        check(8 * p.teams * timbrel::team_words(forward, l.blocks) <= given,
                "%s: words beyond %lld bytes forward", where, (long long)given);
        check(timbrel::scattered_bytes(p, norm) <= given,
                "%s: %lld bytes of words back, given %lld", where,
                (long long)timbrel::scattered_bytes(p, norm), (long long)given);
    }
}

void test_grid_of_sizes() {
    const int64_t wishes[] = {best, proven, TB_PLAIN, TB_CLUSTERS, TB_GRID, TB_PRODUCTS};
    int served[4] = {};
    for (const Named &named : cards) {
        for (int64_t H : {1, 7, 16, 33, 100, 256, 512, 768, 1000, 1024, 2048, 6007}) {
            for (int64_t N : {0, 1, 8, 9, 64, 100, 513, 5000}) {
                for (const tb_precision precision : {TB_FP32, TB_TF32, TB_BF16}) {
                    for (const int64_t wanted : wishes) {
                        for (const int64_t L : {0, 1, 3}) {
                            char where[160];
                            std::snprintf(where, sizeof where,
                                    "%s, H %d, N %d, precision %d, L %d, wanted %d", named.name,
                                    (int)H, (int)N, (int)precision, (int)L, (int)wanted);
                            const tb_network net = network(H, L);
                            // Of the layers, half have layer norm.
                            const bool norm = N % 2 != 0;
                            const auto plan = [&] {
                                return L == 0 ? of_layer(named.card, precision, N, H, wanted,
                                                        TB_LSTM, norm)
                                              : of_network(named.card, net, precision, N, wanted);
                            };
                            const tb_plan p = plan(), again = plan();
                            check(std::memcmp(&p, &again, sizeof p) == 0, "%s: two plans", where);
                            check_invariants(where, named.card, p, N, H, L == 0);
                            if (wanted >= 0) {
                                check(p.kernels == wanted || p.kernels == TB_PLAIN,
                                        "%s: kernels %lld", where, (long long)p.kernels);
                            }
                            if (wanted == proven) {
                                check(p.kernels == TB_PLAIN, "%s: unproven kernels serve", where);
                            }
                            if (L > 0 && (p.kernels == TB_CLUSTERS || p.kernels == TB_GRID)) {
                                const int64_t least = timbrel::resident_generation_least_shared(
                                        net, {}, precision, p);
                                const int64_t all =
                                        timbrel::resident_generation_shared(net, {}, precision, p);
                                check(p.shared_bytes >= least && p.shared_bytes <= all,
                                        "%s: %lld bytes, outside %lld..%lld", where,
                                        (long long)p.shared_bytes, (long long)least,
                                        (long long)all);
                                check(p.kernels == TB_GRID || p.shared_bytes == all,
                                        "%s: a cluster without all weights", where);
                            }
                            if (L == 0 && (p.kernels == TB_CLUSTERS || p.kernels == TB_GRID)) {
                                check_layer(where, precision, p, N, H, norm);
                            }
                            ++served[p.kernels];
                        }
                    }
                }
            }
        }
    }
    for (int kernels = 0; kernels < 4; ++kernels) {
        check(served[kernels] > 100, "kernels %d: only %d plans", kernels, served[kernels]);
    }
}

// Kernels divide by multiplying: all they divide, by all they divide by.
void test_divisors() {
    for (int by = 4; by <= timbrel::most_units_of_block; by += 4) {
        const timbrel::Divisor divisor = timbrel::divisor(by);
        int wrong = 0;
        for (int value = 0; value < 1 << 18; ++value) {
            wrong += timbrel::quotient(value, divisor) != value / by ||
                     timbrel::remainder(value, divisor) != value % by;
        }
        check(wrong == 0, "%d numbers divided by %d", wrong, by);
    }
}

void check_kernels(const char *where, const tb_plan &plan, int64_t kernels, const char *why) {
    check(plan.kernels == kernels, "%s: kernels %lld, not %lld: %s", where, (long long)plan.kernels,
            (long long)kernels, plan.why);
    check(std::strstr(plan.why, why) != nullptr, "%s: \"%s\" has no \"%s\"", where, plan.why, why);
}

void test_choices() {
    const tb_network small = network(256, 1), large = network(1024, 3);
    check_kernels("a small network on an H200", of_network(h200, small, TB_BF16, 1, best),
            TB_CLUSTERS, "1 cluster of 16 blocks on 132 multiprocessors");
    check_kernels("a large one", of_network(h200, large, TB_BF16, 1, best), TB_GRID,
            "1 team of 128 blocks");
    check_kernels("on an A100", of_network(a100, small, TB_BF16, 1, best), TB_GRID,
            "on 108 multiprocessors");
    check_kernels("on a T4", of_network(t4, small, TB_FP32, 1, best), TB_PRODUCTS, "1 slot");
    check_kernels("5000 slots", of_network(h200, large, TB_BF16, 5000, best), TB_PRODUCTS,
            "5000 slots and a matrix at a time: 132 multiprocessors");
    check_kernels("clusters on an A100", of_network(a100, small, TB_BF16, 1, TB_CLUSTERS), TB_PLAIN,
            "no clusters on a card of compute capability 8.0");
    check_kernels("clusters of a large network", of_network(h200, large, TB_BF16, 1, TB_CLUSTERS),
            TB_PLAIN, "cannot hold the weights");
    // Both ways of these fit, with little to spare.
    for (const int64_t N : {1, 16, 56}) {
        check_kernels("768 units", of_layer(h200, TB_BF16, N, 768, best), TB_CLUSTERS,
                "of 16 blocks on 132 multiprocessors, 48 units and 8 slots each");
    }
    check_kernels("a grid on a T4", of_layer(t4, TB_FP32, 4, 64, TB_GRID), TB_PLAIN,
            "no resident grids on a card of compute capability 7.5");
    check_kernels("what is proven", of_network(h200, small, TB_BF16, 1, proven), TB_PLAIN,
            "clusters could serve");
    check_kernels("plain", of_network(h200, small, TB_BF16, 1, TB_PLAIN), TB_PLAIN, "as asked for");
    check_kernels("products of a layer", of_layer(h200, TB_BF16, 4, 64, TB_PRODUCTS), TB_PLAIN,
            "for generation");
}

void test_what_teams_do_not_serve() {
    tb_network norm = network(256, 2), dense = norm, gru = norm, deep = network(64, 9);
    norm.layer_norm = 1;
    dense.dense_size = 32;
    gru.cell = TB_GRU;
    for (const int64_t wanted : {best, int64_t{TB_CLUSTERS}, int64_t{TB_GRID}}) {
        // All that there is beside teams for networks are products.
        const int64_t kernels = wanted == best ? TB_PRODUCTS : TB_PLAIN;
        check_kernels("norm", of_network(h200, norm, TB_BF16, 1, wanted), kernels, "layer norm");
        check_kernels(
                "dense", of_network(h200, dense, TB_BF16, 1, wanted), kernels, "dense layers");
        check_kernels("a GRU", of_network(h200, gru, TB_BF16, 1, wanted), kernels, "LSTM");
        check_kernels("9 layers", of_network(h200, deep, TB_BF16, 1, wanted), kernels, "layers");
        check_kernels(
                "a GRU's layer", of_layer(h200, TB_BF16, 1, 64, wanted, TB_GRU), TB_PLAIN, "LSTM");
    }
    for (const tb_network &net : {norm, dense, gru, deep}) {
        check_kernels("products of any network", of_network(h200, net, TB_BF16, 7, TB_PRODUCTS),
                TB_PRODUCTS, "7 slots");
        check_kernels("unproven products", of_network(h200, net, TB_BF16, 7, proven), TB_PLAIN,
                "products could serve");
    }
}

// A layer's norm takes room in a block, and no more than that.
void test_layers_with_norm() {
    for (const int64_t kernels : {TB_CLUSTERS, TB_GRID}) {
        const tb_plan without = of_layer(h200, TB_BF16, 8, 256, kernels);
        const tb_plan with = of_layer(h200, TB_BF16, 8, 256, kernels, TB_LSTM, 1);
        check(with.kernels == kernels && with.blocks == without.blocks &&
                        with.units == without.units && with.slots == without.slots,
                "a layer with norm: %s; without: %s", with.why, without.why);
        // Back, a slot's gradients and what was normalised, four floats a unit each, besides sums.
        check(with.shared_bytes >= without.shared_bytes + 2 * 16 * with.units * with.slots,
                "a layer with norm has %lld bytes, without it %lld", (long long)with.shared_bytes,
                (long long)without.shared_bytes);
    }
    check_kernels("a GRU's layer with norm", of_layer(h200, TB_BF16, 1, 64, best, TB_GRU, 1),
            TB_PLAIN, "LSTM");
}

// More slots take more blocks, or more of each, until no team has room; then never teams again.
void test_slots() {
    for (const Named &named : cards) {
        for (const int64_t kernels : {TB_CLUSTERS, TB_GRID}) {
            bool ended = false;
            for (int64_t N = 1; N < 4000; N += N < 40 ? 1 : 37) {
                const tb_plan p = of_network(named.card, network(128, 2), TB_BF16, N, kernels);
                check(p.kernels == TB_PLAIN || !ended, "%s: %lld slots have teams again",
                        named.name, (long long)N);
                ended = p.kernels == TB_PLAIN;
            }
            check(ended, "%s: 4000 slots on teams", named.name);
        }
    }
    const tb_plan few = of_network(h200, network(256, 1), TB_BF16, 8, TB_CLUSTERS);
    const tb_plan many = of_network(h200, network(256, 1), TB_BF16, 100, TB_CLUSTERS);
    check(few.blocks == 16 && few.slots == 8, "8 slots: %s", few.why);
    check(many.blocks < 16 && many.teams > 1, "100 slots: %s", many.why);
    // 8 blocks find room more often than twice where 16 do, 2 more often than 8 times.
    const tb_card &pcie = cards[1].card;
    const tb_plan eights = of_network(pcie, network(256, 1), TB_BF16, 12 * 8, TB_CLUSTERS);
    check(eights.blocks == 8 && eights.teams == 12, "12 clusters: %s", eights.why);
    const tb_plan pairs = of_network(pcie, network(32, 1), TB_BF16, 4000, TB_CLUSTERS);
    check(pairs.blocks == 2 && pairs.teams > 8 * 3, "of 2 blocks: %s", pairs.why);
}

void test_texture() {
    tb_network net = network(128, 1);
    tb_texture texture = {};
    texture.frame_size = 80;
    texture.past = 3;
    texture.averages = 2;
    texture.sounds = 1;
    texture.entries = 1000;
    texture.levels = 20;
    texture.run = 4;
    net.head = TB_CATEGORICAL;
    net.frame_size = 1;
    net.components = 64;
    net.input_size = 160;
    const tb_plan without = of_network(h200, net, TB_BF16, 4, TB_CLUSTERS);
    const tb_plan with = of_network(h200, net, TB_BF16, 4, TB_CLUSTERS, &texture);
    check(with.kernels == TB_CLUSTERS && with.shared_bytes >= without.shared_bytes,
            "a texture takes %lld bytes, none %lld", (long long)with.shared_bytes,
            (long long)without.shared_bytes);
}

// What a caller made of a plan is seen before kernels rely on it.
void test_broken_plans() {
    const tb_plan good = of_layer(h200, TB_BF16, 20, 100, TB_GRID);
    check(good.kernels == TB_GRID, "%s", good.why);
    const auto status = [](const tb_plan *plan, int64_t N) {
        return timbrel::check_plan("it", plan, 100, N);
    };
    check(status(&good, 20) == TB_OK, "%s", tb_cuda_last_error());
    check(status(nullptr, 20) == TB_OK, "no plan: %s", tb_cuda_last_error());
    const tb_plan plain = of_layer(h200, TB_BF16, 20, 100, TB_PLAIN);
    check(status(&plain, 20) == TB_OK, "plain: %s", tb_cuda_last_error());
    check(status(&good, good.teams * good.slots + 1) == TB_INVALID_ARGUMENT, "too many slots");
    int64_t tb_plan::*const fields[] = {&tb_plan::kernels, &tb_plan::blocks, &tb_plan::units,
            &tb_plan::slots, &tb_plan::teams, &tb_plan::registers, &tb_plan::shared_bytes};
    for (const auto field : fields) {
        for (const int64_t value : {int64_t{-1}, INT64_MIN, INT64_MAX, INT64_C(1) << 40}) {
            // What shared memory is too much a launch knows.
            if (value > 0 && field == &tb_plan::shared_bytes) {
                continue;
            }
            tb_plan broken = good;
            broken.*field = value;
            check(status(&broken, 20) == TB_INVALID_ARGUMENT, "field %d is %lld",
                    (int)(&(broken.*field) - &broken.kernels), (long long)value);
        }
    }
}

// The largest that are plans, and the least that are none.
void test_bounds_of_plans() {
    const tb_plan good = of_layer(h200, TB_BF16, 20, 100, TB_GRID);
    const auto taken = [&](int64_t kernels, int64_t blocks, int64_t teams, int64_t registers,
                               timbrel::PlanOf what) {
        tb_plan plan = good;
        plan.kernels = kernels;
        plan.blocks = blocks;
        plan.units = 112;
        plan.teams = teams;
        plan.registers = registers;
        return timbrel::check_plan("it", &plan, 100, 20, what) == TB_OK;
    };
    using timbrel::PlanOf;
    const PlanOf layer = PlanOf::layer, network = PlanOf::network;
    check(taken(TB_CLUSTERS, 16, 3, 16, layer), "16 blocks: %s", tb_cuda_last_error());
    check(!taken(TB_CLUSTERS, 17, 3, 16, layer), "clusters of 17 blocks");
    check(!taken(TB_CLUSTERS, 1, 3, 16, layer), "clusters of one block");
    check(taken(TB_GRID, 1, 3, 16, layer), "one block: %s", tb_cuda_last_error());
    check(taken(TB_GRID, 256, 3, 16, layer), "256 blocks: %s", tb_cuda_last_error());
    check(!taken(TB_GRID, 257, 3, 16, layer), "grids of 257 blocks");
    check(taken(TB_GRID, 2, INT32_MAX / 256, 16, layer), "teams: %s", tb_cuda_last_error());
    check(!taken(TB_GRID, 2, INT32_MAX / 256 + 1, 16, layer), "more blocks than can be counted");
    for (const int64_t registers : {0, 16, 32}) {
        check(taken(TB_GRID, 2, 3, registers, layer), "a layer: %s", tb_cuda_last_error());
        check(taken(TB_GRID, 2, 3, registers, network) == (registers == 0),
                "a network with %lld registers", (long long)registers);
    }
    check(taken(TB_GRID, 2, 3, timbrel::generation_registers, network), "a network: %s",
            tb_cuda_last_error());
    check(!taken(TB_GRID, 2, 3, timbrel::generation_registers, layer), "a layer with a network's");
}

void check_refused(tb_status status, const char *message) {
    check(status == TB_INVALID_ARGUMENT, "status %d, but expected \"%s\"", status, message);
    check(std::strstr(tb_cuda_last_error(), message) != nullptr, "it says \"%s\", not \"%s\"",
            tb_cuda_last_error(), message);
}

void test_refusals() {
    const tb_network net = network(64, 1);
    tb_network wrong = net;
    wrong.hidden_size = 0;
    tb_plan plan = {};
    const auto generation = [&](const tb_card *card, const tb_network *network, int precision,
                                    int64_t N, int64_t wanted, tb_plan *out) {
        return tb_cuda_plan_generation(
                card, network, nullptr, static_cast<tb_precision>(precision), N, wanted, out);
    };
    check_refused(generation(nullptr, &net, 0, 1, best, &plan), "card [1] is NULL");
    check_refused(generation(&h200, nullptr, 0, 1, best, &plan), "network is NULL");
    check_refused(generation(&h200, &wrong, 0, 1, best, &plan), "H is 0");
    check_refused(generation(&h200, &net, 3, 1, best, &plan), "precision is 3");
    check_refused(generation(&h200, &net, 0, -1, best, &plan), "N is -1");
    check_refused(generation(&h200, &net, 0, INT64_MAX / 4, best, &plan), "N 23058");
    check_refused(generation(&h200, &net, 0, 1, -3, &plan), "wanted is -3");
    check_refused(generation(&h200, &net, 0, 1, 4, &plan), "wanted is 4");
    check_refused(generation(&h200, &net, 0, 1, best, nullptr), "plan [1] is NULL");
    check_refused(
            tb_cuda_plan_recurrent(&h200, static_cast<tb_cell>(3), TB_FP32, 1, 1, 0, 0, &plan),
            "cell is 3");
    check_refused(tb_cuda_plan_recurrent(&h200, TB_LSTM, TB_FP32, 1, 0, 0, 0, &plan), "H is 0");
}

}  // namespace

int main() {
    test_grid_of_sizes();
    test_divisors();
    test_choices();
    test_what_teams_do_not_serve();
    test_layers_with_norm();
    test_slots();
    test_texture();
    test_broken_plans();
    test_bounds_of_plans();
    test_refusals();
    return report("plan_test");
}
