// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.server.engine.Scheduler.Call;
import org.timbrel.server.engine.Scheduler.Demand;
import org.timbrel.server.engine.Scheduler.Tier;

class SchedulerTest {

    /** As of a processor: each stream costs as much. */
    private static final StepCosts EACH = costs(64, 10_000, 640_000);

    /** As of a graphics card: all cost as much as one. */
    private static final StepCosts ALL = costs(64, 40_000, 42_000);

    private static StepCosts costs(int streams, long one, long all) {
        StepCosts costs = new StepCosts(streams);
        costs.measured(1, 1, one);
        costs.measured(streams, 1, all);
        return costs;
    }

    private static Demand<String> demand(String name, Tier tier, long order, int steps) {
        return new Demand<>(name, 0, tier, order, steps, true);
    }

    private static Call<String> next(StepCosts costs, List<Demand<String>> demands) {
        return Scheduler.next(new ArrayList<>(demands), List.of(costs, costs));
    }

    @Test
    void whoJoinsGoesBeforeWhoHasEnough() {
        Call<String> call =
                next(
                        EACH,
                        List.of(
                                demand("fast", Tier.FAST, 1, 600),
                                demand("plenty", Tier.REALTIME, 400_000_000, 60),
                                demand("new", Tier.JOINING, 7, 1400)));
        assertEquals(List.of("new"), call.streams());
        assertEquals(Scheduler.MOST_JOINING_STEPS, call.steps());
    }

    @Test
    void whoHasLittleLeftGoesFirst() {
        Call<String> call =
                next(
                        EACH,
                        List.of(
                                demand("new", Tier.JOINING, 7, 1400),
                                demand("little", Tier.URGENT, 40_000_000, 60),
                                demand("least", Tier.URGENT, 30_000_000, 60)));
        assertEquals(List.of("least", "little"), call.streams());
        assertEquals(60, call.steps());
    }

    @Test
    void takesWhatTheBudgetAllows() {
        List<Demand<String>> demands = new ArrayList<>();
        for (int k = 0; k < 64; k++) {
            demands.add(demand("s" + k, Tier.REALTIME, k, 100));
        }
        Call<String> call = Scheduler.next(demands, List.of(EACH));
        assertEquals(31, call.streams().size());
        assertEquals("s0", call.streams().get(0));
        assertEquals(32, call.steps());
        assertTrue(EACH.nanos(call.streams().size()) * call.steps() <= Scheduler.BUDGET_NANOS);
    }

    /** Where they cost nothing more, others go along. */
    @Test
    void takesAllWhereAllCostTheSame() {
        Call<String> call =
                next(
                        ALL,
                        List.of(
                                demand("fast", Tier.FAST, 1, 600),
                                demand("plenty", Tier.REALTIME, 400_000_000, 150),
                                demand("new", Tier.JOINING, 7, 1400)));
        assertEquals(List.of("new", "plenty", "fast"), call.streams());
        assertEquals(150, call.steps());
    }

    /** A slow network makes few steps a call, but one at least. */
    @Test
    void slowStepsAreFew() {
        StepCosts slow = costs(2, 3_000_000, 6_000_000);
        assertEquals(3, next(slow, List.of(demand("a", Tier.FAST, 1, 600))).steps());
        StepCosts slowest = costs(2, 30_000_000, 60_000_000);
        assertEquals(1, next(slowest, List.of(demand("a", Tier.FAST, 1, 600))).steps());
    }

    @Test
    void oneThatCanTakeFewStepsHoldsNobodyUp() {
        Call<String> call =
                next(
                        EACH,
                        List.of(
                                demand("a", Tier.REALTIME, 1, 60),
                                demand("full", Tier.REALTIME, 2, 5),
                                demand("b", Tier.REALTIME, 3, 40)));
        assertEquals(List.of("a", "b"), call.streams());
        assertEquals(40, call.steps());
    }

    @Test
    void aCallIsOfOneModel() {
        Call<String> call =
                next(
                        ALL,
                        List.of(
                                new Demand<>("other", 1, Tier.REALTIME, 1, 50, true),
                                demand("a", Tier.REALTIME, 2, 50),
                                new Demand<>("another", 1, Tier.FAST, 1, 50, true)));
        assertEquals(1, call.model());
        assertEquals(List.of("other", "another"), call.streams());
    }

    /** On a processor each is heard sooner if they do not wait for one another. */
    @Test
    void thoseThatJoinTakeTurns() {
        List<Demand<String>> demands =
                List.of(
                        demand("second", Tier.JOINING, 2, 1400),
                        demand("first", Tier.JOINING, 1, 1400));
        assertEquals(List.of("first"), next(EACH, demands).streams());
        assertEquals(List.of("first", "second"), next(ALL, demands).streams());
    }
}
