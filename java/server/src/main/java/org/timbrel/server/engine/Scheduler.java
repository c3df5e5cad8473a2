// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses whose frames are made next, and how many. A call must be short, since nobody can join
 * before it ends; and it should be of many streams, since those cost less together.
 */
final class Scheduler {

    /** What a call may cost. */
    static final long BUDGET_NANOS = 10_000_000;

    /** A real-time stream that has no more left than this goes first. */
    static final long URGENT_NANOS = 150_000_000;

    /** Steps of a call at most: of streams that are not heard yet, and of others. */
    static final int MOST_JOINING_STEPS = 256;

    static final int MOST_STEPS = 64;

    /** Fewer steps than so many times less are not made for the sake of more streams. */
    private static final int FEWER = 2;

    /** Less urgent streams go along if a step costs at most so many times as much. */
    private static final double RIDES_ALONG = 1.1;

    /** Who goes first. */
    enum Tier {
        URGENT,
        JOINING,
        REALTIME,
        FAST
    }

    /**
     * What a stream asks for.
     *
     * @param model whose network makes its frames
     * @param order within the tier, lowest first
     * @param steps that it can take, at least 1
     * @param eager whether it is worth a call of its own
     */
    record Demand<S>(S stream, int model, Tier tier, long order, int steps, boolean eager) {}

    /**
     * A call of the device.
     *
     * @param streams of one model
     * @param steps of each, at least 1
     */
    record Call<S>(int model, List<S> streams, int steps) {}

    private static final Comparator<Demand<?>> FIRST =
            Comparator.<Demand<?>, Tier>comparing(Demand::tier).thenComparingLong(Demand::order);

    private Scheduler() {}

    /**
     * Chooses the next call.
     *
     * @param demands at least one; sorted here
     * @param costs of every model's steps
     */
    static <S> Call<S> next(List<Demand<S>> demands, List<StepCosts> costs) {
        demands.sort(FIRST);
        Demand<S> first = demands.get(0);
        StepCosts cost = costs.get(first.model());
        boolean joining = first.tier() == Tier.JOINING;
        int wanted = Math.min(first.steps(), joining ? MOST_JOINING_STEPS : MOST_STEPS);
        List<Demand<S>> peers = new ArrayList<>();
        List<Demand<S>> others = new ArrayList<>();
        for (Demand<S> demand : demands) {
            // One that can take but a few steps would make all others take as few.
            if (demand.model() == first.model() && FEWER * demand.steps() >= wanted) {
                (demand.tier() == first.tier() ? peers : others).add(demand);
            }
        }
        // Those that join one after the other are heard sooner than those that join together.
        int most = joining ? cost.worthwhile(peers.size()) : peers.size();
        List<Demand<S>> chosen = new ArrayList<>();
        add(chosen, peers.subList(0, most), cost, BUDGET_NANOS * FEWER / (double) wanted);
        add(chosen, others, cost, RIDES_ALONG * cost.nanos(chosen.size()));
        int steps = wanted;
        for (Demand<S> demand : chosen) {
            steps = Math.min(steps, demand.steps());
        }
        double step = cost.nanos(chosen.size());
        int affordable = step > 0 ? (int) Math.max(1, BUDGET_NANOS / step) : steps;
        return new Call<>(
                first.model(),
                chosen.stream().map(Demand::stream).toList(),
                Math.min(steps, affordable));
    }

    /** Adds as many as a step may cost with them; one in any case. */
    private static <S> void add(
            List<Demand<S>> chosen, List<Demand<S>> more, StepCosts cost, double nanos) {
        for (Demand<S> demand : more) {
            if (!chosen.isEmpty() && cost.nanos(chosen.size() + 1) > nanos) {
                return;
            }
            chosen.add(demand);
        }
    }
}
