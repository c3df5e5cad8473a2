// SPDX-License-Identifier: Apache-2.0
// Chooses the kernels of a layer or a network on a card: clusters where they hold all weights, for
// their blocks reach each other's shared memory; then a grid, whose blocks meet in the L2 cache;
// then products of all slots at once; then the plain ones.
#include "plan.h"

#include <array>
#include <cinttypes>
#include <cstdarg>
#include <cstddef>
#include <cstdio>

#include "arguments.h"
#include "error.h"
#include "generate_layout.h"
#include "network.h"
#include "team_plan.h"

namespace timbrel {
namespace {

// Who calls from Java lays them out by 64-bit words.
static_assert(sizeof(tb_card) == 9 * 8 && sizeof(tb_plan) == 37 * 8 && sizeof(tb_product) == 6 * 8);
static_assert(offsetof(tb_plan, why) == 8 * 8);

constexpr int64_t best_proven = -1, best = -2;  // wanted

// More than anybody has, and few enough to search all teams.
constexpr int64_t most_hidden_size = 1 << 16;

// Kernels that were right on cards of a capability, in the native tests and in the self-test: none
// yet. Here alone is a line to be added for those that were.
struct Proven {
    int64_t capability, kernels;
};
constexpr std::array<Proven, 0> proven_kernels = {};

bool is_proven(int64_t capability, int64_t kernels) {
    for (const Proven &proven : proven_kernels) {
        if (proven.capability == capability && proven.kernels == kernels) {
            return true;
        }
    }
    return false;
}

__attribute__((format(printf, 2, 3))) void say(tb_plan &plan, const char *format, ...) {
    va_list values;
    va_start(values, format);
    std::vsnprintf(plan.why, sizeof plan.why, format, values);
    va_end(values);
}

double kibibytes(int64_t bytes) {
    return static_cast<double>(bytes) / 1024;
}

double mebibytes(int64_t bytes) {
    return kibibytes(bytes) / 1024;
}

const char *plural(int64_t count) {
    return count == 1 ? "" : "s";
}

void explain(const Work &work, const tb_card &card, tb_plan &plan) {
    const bool held = all_fit(work, card, plan);
    say(plan,
            "%" PRId64 " %s%s of %" PRId64 " blocks on %" PRId64 " multiprocessors, %" PRId64
            " units and %" PRId64
            " slots each; %.1f MiB of weights %s; %.0f of %.0f KiB of shared "
            "memory a block",
            plan.teams, plan.kernels == TB_CLUSTERS ? "cluster" : "team", plural(plan.teams),
            plan.blocks, card.multiprocessors, plan.units, plan.slots,
            mebibytes(team_bytes(work, plan)),
            held ? "stay on the chip" : "are read from the L2 in part",
            kibibytes(plan.shared_bytes), kibibytes(card.shared_bytes));
}

// Each: a plan of these kernels, or one of TB_PLAIN that says why they cannot serve.
tb_plan plan_clusters(const Work &work, const tb_card &card) {
    tb_plan plan = {};
    if (card.capability < 90 || card.cluster_blocks == 0) {
        say(plan, "no clusters on a card of compute capability %" PRId64 ".%" PRId64,
                card.capability / 10, card.capability % 10);
        return plan;
    }
    plan = best_team(work, card, TB_CLUSTERS);
    if (plan.blocks == 0) {
        plan = {};
        say(plan,
                "clusters of up to %" PRId64 " blocks cannot hold the weights of H %" PRId64
                " beside %" PRId64 " slots",
                card.cluster_blocks, work.H, work.N);
        return plan;
    }
    explain(work, card, plan);
    return plan;
}

tb_plan plan_grid(const Work &work, const tb_card &card) {
    tb_plan plan = {};
    if (card.capability < 80 || card.cooperative == 0) {
        say(plan, "no resident grids on a card of compute capability %" PRId64 ".%" PRId64,
                card.capability / 10, card.capability % 10);
        return plan;
    }
    plan = best_team(work, card, TB_GRID);
    if (plan.blocks == 0) {
        plan = reading_team(work, card);
    }
    if (plan.blocks == 0) {
        plan = {};
        say(plan,
                "%" PRId64 " multiprocessors with %.0f KiB of shared memory cannot hold %" PRId64
                " slots of H %" PRId64,
                card.multiprocessors, kibibytes(card.shared_bytes), work.N, work.H);
        return plan;
    }
    explain(work, card, plan);
    return plan;
}

// They serve every network that generates.
tb_plan plan_products(const Work &work, const tb_card &) {
    tb_plan plan = {};
    if (work.network == nullptr) {
        say(plan, "products of all slots are for generation");
        return plan;
    }
    plan.kernels = TB_PRODUCTS;
    say(plan, "a product of %" PRId64 " slot%s and a matrix at a time", work.N, plural(work.N));
    return plan;
}

const char *name_of(int64_t kernels) {
    return kernels == TB_CLUSTERS ? "clusters" : kernels == TB_GRID ? "grid" : "products";
}

tb_plan plain(const char *why) {
    tb_plan plan = {};
    say(plan, "%s", why);
    return plan;
}

// The first of these kernels that may serve, and why not those before it. without_teams: why no
// team can, or NULL.
tb_plan plan_of(const Work &work, const tb_card &card, const char *without_teams, int64_t wanted) {
    using Planner = tb_plan (*)(const Work &, const tb_card &);
    constexpr Planner planners[] = {plan_clusters, plan_grid, plan_products};
    tb_plan refused = plain("as asked for");
    bool unproven = false;
    for (int64_t kernels = TB_CLUSTERS; kernels <= TB_PRODUCTS; ++kernels) {
        // Of a layer there are no products, which is the reason only where they were asked for.
        const bool none = kernels == TB_PRODUCTS && work.network == nullptr;
        if (wanted >= TB_PLAIN ? wanted != kernels : none) {
            continue;
        }
        const bool is_team = kernels != TB_PRODUCTS;
        tb_plan plan = is_team && without_teams != nullptr
                               ? plain(without_teams)
                               : planners[kernels - TB_CLUSTERS](work, card);
        plan.proven = is_proven(card.capability, plan.kernels);
        if (plan.kernels == kernels && (wanted != best_proven || plan.proven != 0)) {
            if (!is_team && wanted < TB_PLAIN) {
                const tb_plan alone = plan;
                say(plan, "%s: %s", alone.why, refused.why);
            }
            return plan;
        }
        if (plan.kernels == kernels && !unproven) {
            unproven = true;
            say(refused,
                    "%s could serve, but were not yet right in tests on a card of compute "
                    "capability "
                    "%" PRId64 ".%" PRId64,
                    name_of(kernels), card.capability / 10, card.capability % 10);
        } else if (!unproven) {
            refused = plan;
        }
    }
    return refused;
}

tb_status check_planned(const char *function, const tb_card *card, tb_precision precision,
        int64_t N, int64_t wanted, const tb_plan *plan) {
    tb_status checked = check_whole(function, "precision", precision, TB_FP32, TB_BF16);
    if (checked == TB_OK) {
        checked = check_sizes(function, {{"N", N, 0}});
    }
    if (checked == TB_OK && !fits({N, most_hidden_size})) {
        checked = too_large(function, {{"N", N, 0}});
    }
    if (checked == TB_OK) {
        checked = check_whole(function, "wanted", wanted, best, TB_PRODUCTS);
    }
    if (checked == TB_OK) {
        checked = check_arrays(function, {{"card [1]", card, true}, {"plan [1]", plan, true}}, {});
    }
    return checked;
}

// NULL: nothing is against them.
const char *why_without_teams(int64_t cell, bool norm, bool dense, int64_t H) {
    return cell != TB_LSTM        ? "teams of blocks serve LSTMs alone"
           : norm                 ? "teams of blocks do not generate with layer norm"
           : dense                ? "teams of blocks serve no dense layers between recurrent ones"
           : H > most_hidden_size ? "teams of blocks do not serve so wide a layer"
                                  : nullptr;
}

}  // namespace

tb_plan plan_generation(const tb_card &card, const tb_network &network, const tb_texture &texture,
        tb_precision precision, int64_t N, int64_t wanted) {
    const char *reason = why_without_teams(
            network.cell, network.layer_norm != 0, network.dense_size != 0, network.hidden_size);
    if (reason == nullptr && !has_resident_generation(network)) {
        reason = "teams of blocks do not serve so many layers, inputs or outputs";
    }
    return plan_of(
            {&network, &texture, precision, N, network.hidden_size, false}, card, reason, wanted);
}

tb_plan plan_recurrent(const tb_card &card, tb_cell cell, tb_precision precision, int64_t N,
        int64_t H, bool norm, int64_t wanted) {
    return plan_of({nullptr, nullptr, precision, N, H, norm}, card,
            why_without_teams(cell, false, false, H), wanted);
}

tb_status check_plan(const char *function, const tb_plan *plan, int64_t H, int64_t N, PlanOf what) {
    if (!is_resident(plan)) {
        return plan == nullptr || plan->kernels == TB_PLAIN
                       ? TB_OK
                       : fail(TB_INVALID_ARGUMENT,
                                 "%s: plan's kernels are %" PRId64
                                 ", but must be %d (plain), %d (clusters) or %d (grid)",
                                 function, plan->kernels, TB_PLAIN, TB_CLUSTERS, TB_GRID);
    }
    const tb_plan &p = *plan;
    const bool in_range = p.blocks >= fewest_blocks(p.kernels) &&
                          p.blocks <= most_blocks(p.kernels) && p.units >= 4 &&
                          p.units <= most_units_of_block && p.slots >= 8 &&
                          p.slots <= most_slots_of_team && p.teams >= 1 && p.teams <= most_teams &&
                          p.shared_bytes >= 1;
    const bool has_registers =
            p.registers == 0 || (what == PlanOf::network ? p.registers == generation_registers
                                                         : p.registers == 16 || p.registers == 32);
    if (!in_range || p.units % 4 != 0 || p.slots % 8 != 0 || p.blocks * p.units % 16 != 0 ||
            p.blocks * p.units < H || p.teams * p.slots < N || !has_registers) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: a plan of %" PRId64 " teams of %" PRId64 " blocks with %" PRId64
                " units, %" PRId64 " slots and %" PRId64
                " groups in registers is none for H %" PRId64 " and N %" PRId64
                ": take it from tb_cuda_plan_*",
                function, p.teams, p.blocks, p.units, p.slots, p.registers, H, N);
    }
    return TB_OK;
}

}  // namespace timbrel

tb_status tb_cuda_plan_generation(const tb_card *card, const tb_network *network,
        const tb_texture *texture, tb_precision precision, int64_t N, int64_t wanted,
        tb_plan *plan) {
    constexpr const char *function = "tb_cuda_plan_generation";
    tb_status checked = timbrel::check_network(function, network);
    if (checked == TB_OK && texture != nullptr) {
        checked = timbrel::check_texture_sizes(function, *network, texture);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_planned(function, card, precision, N, wanted, plan);
    }
    if (checked == TB_OK) {
        *plan = timbrel::plan_generation(*card, *network,
                texture != nullptr ? *texture : tb_texture{}, precision, N, wanted);
    }
    return checked;
}

tb_status tb_cuda_plan_recurrent(const tb_card *card, tb_cell cell, tb_precision precision,
        int64_t N, int64_t H, int64_t norm, int64_t wanted, tb_plan *plan) {
    constexpr const char *function = "tb_cuda_plan_recurrent";
    tb_status checked = timbrel::check_whole(function, "cell", cell, TB_LSTM, TB_RNN_TANH);
    if (checked == TB_OK) {
        checked = timbrel::check_sizes(function, {{"H", H, 1}});
    }
    if (checked == TB_OK) {
        checked = timbrel::check_planned(function, card, precision, N, wanted, plan);
    }
    if (checked == TB_OK) {
        *plan = timbrel::plan_recurrent(*card, cell, precision, N, H, norm != 0, wanted);
    }
    return checked;
}
