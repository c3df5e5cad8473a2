// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.bench.copysynthesis.Aim;
import org.timbrel.bench.serving.ServingPlan.Phase;
import org.timbrel.bench.serving.SmallServer.Flaw;

/** Whole runs against a server on sockets, and what its flaws are seen as. */
class ServingRunTest {

    private static final int SLOTS = 3;

    private static ServingResult run(SmallServer server, Set<Phase> phases) throws Exception {
        ServingPlan plan =
                new ServingPlan(phases, "noise", SLOTS, 0.5, 0.5, 1.5, 0.05, 4, 2, 1, 4, 0.3, 1);
        List<String> log = new ArrayList<>();
        ServingResult result =
                new ServingRun(plan, log::add).against(server.url(), ProcessHandle.current().pid());
        assertTrue(log.size() >= phases.size(), log::toString);
        return result;
    }

    @Test
    void aServerWithoutFlawIsHeardAsOne() throws Exception {
        try (SmallServer server = new SmallServer(SLOTS, Flaw.NONE)) {
            ServingResult result = run(server, EnumSet.of(Phase.UNLOADED, Phase.HELD));
            PhaseResult unloaded = result.phase("unloaded").orElseThrow();
            assertEquals(4, unloaded.answers().get("200"), unloaded::toString);
            assertEquals(4, unloaded.firstAudioMs().count());
            assertTrue(
                    unloaded.firstAudioMs().p50() > 0
                            && unloaded.fromOpeningMs().p50() >= unloaded.firstAudioMs().p50(),
                    unloaded::toString);
            assertEquals(
                    0.5,
                    unloaded.firstAudioMs().most() - unloaded.fromSlotMs().most(),
                    1e-6,
                    "the server says that each waited half a millisecond");
            PhaseResult held = result.phase("held").orElseThrow();
            assertEquals(SLOTS, held.withoutUnderrun(), held::toString);
            assertEquals(0, held.wrongLengths() + held.wrongBeginnings() + held.cut());
            assertTrue(held.timesRealTime() > 0.5, held::toString);
            assertTrue(held.cost().generator() > 0, held::toString);
        }
    }

    @Test
    void twiceAsManyAreRefusedInOrderAndAllSlotsComeBack() throws Exception {
        try (SmallServer server = new SmallServer(SLOTS, Flaw.NONE)) {
            ServingResult result = run(server, EnumSet.of(Phase.TWICE, Phase.SOAK));
            PhaseResult twice = result.phase("twice").orElseThrow();
            assertTrue(twice.answers().get("429") >= SLOTS, twice::toString);
            assertEquals(0, twice.otherAnswers(), twice::toString);
            assertTrue(twice.problems().containsKey("queue-full"), twice::toString);
            SoakResult soak = result.soak();
            assertEquals(0, soak.slotsInUseAfter());
            assertEquals(2.0, soak.after().running());
            assertEquals(SLOTS, server.freeSlots());
            assertNull(result.search());
        }
    }

    @Test
    void aSearchEndsWhereSomebodyIsNotServed() throws Exception {
        try (SmallServer server = new SmallServer(SLOTS, Flaw.NONE)) {
            ServingResult result = run(server, EnumSet.of(Phase.SEARCH));
            // Levels of 2 and 4 listeners, of whom the three slots hold the former.
            assertEquals(new SearchResult(2, 4, 2), result.search());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void flawsAreSeen(Flaw flaw) throws Exception {
        try (SmallServer server = new SmallServer(SLOTS, flaw)) {
            PhaseResult held = run(server, EnumSet.of(Phase.HELD)).phase("held").orElseThrow();
            switch (flaw) {
                case STANDS_STILL -> {
                    assertTrue(held.underruns() >= SLOTS, held::toString);
                    assertTrue(held.stalledMs() > 250 && held.gapMs() > 300, held::toString);
                }
                case CUTS -> assertEquals(SLOTS, held.cut(), held::toString);
                case SHORT -> assertEquals(SLOTS, held.wrongLengths(), held::toString);
                case FORGETS_SEEDS -> assertEquals(SLOTS, held.wrongBeginnings(), held::toString);
                default -> {
                    assertEquals(SLOTS, held.otherAnswers(), held::toString);
                    assertEquals(0, held.admitted());
                }
            }
        }
    }

    @Test
    void aimsAreJudgedByTheirPhases() throws Exception {
        try (SmallServer server = new SmallServer(SLOTS, Flaw.NONE)) {
            List<Aim> aims = ServingAims.of(run(server, EnumSet.of(Phase.UNLOADED)));
            assertTrue(aims.get(0).met(), aims::toString);
            assertNull(aims.get(1).reached());
            assertEquals(0.0, aims.get(aims.size() - 1).reached());
        }
    }
}
