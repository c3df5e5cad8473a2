// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.timbrel.bench.serving.Audience.Wishes;
import org.timbrel.bench.serving.PhaseNotes.Timed;
import org.timbrel.bench.serving.ServingPlan.Phase;
import org.timbrel.bench.serving.StreamWish.Way;

/** Tries a server, phase by phase. */
public final class ServingRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Seats are taken one after the other, 64 within 3 s. */
    private static final double SEATS_A_SECOND = 64 / 3.0;

    /** After which a hall is as full as it will be. */
    private static final double FULL_SECONDS = 3;

    /** Beyond a phase's own end, for what is still on its way. */
    private static final double GRACE_SECONDS = 5;

    /** What the launcher hands on to java. */
    private static final String JAVA_OPTIONS = "TIMBREL_JAVA_OPTS";

    private static final double ALONE_SECONDS = 0.5;
    private static final double BURST_SECONDS = 10;
    private static final int PROBES = 4;
    private static final double WARM_UP_SECONDS = 10;
    private static final double MINUTE_SECONDS = 60;

    /** Of the soak: until then the heap grows to what it may have. */
    private static final double SOAK_WARM_UP = 0.5;

    private static final double LOOK_SECONDS = 2;

    private final ServingPlan plan;
    private final Consumer<String> log;
    private final Beginnings beginnings = new Beginnings();
    private final List<PhaseResult> results = new ArrayList<>();

    private Server server;
    private long pid;

    /**
     * A run.
     *
     * @param log takes a line when something begins or is done
     */
    public ServingRun(ServingPlan plan, Consumer<String> log) {
        this.plan = plan;
        this.log = log;
    }

    /**
     * Tries a server that runs already; the search goes as far as its slots do.
     *
     * @param url where it listens
     * @param process its number, for its memory and time; negative: not known
     */
    public ServingResult against(String url, long process)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        connect(url, process);
        SoakResult soak = phases();
        SearchResult search = plan.has(Phase.SEARCH) ? search() : null;
        return result(null, search, soak, null, begun);
    }

    /**
     * Starts servers of its own: one for all phases, and one with more slots for the search.
     *
     * @param command that starts one, without the number of its slots
     */
    public ServingResult own(List<String> command) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        SoakResult soak = null;
        SearchResult search = null;
        Integer status = null;
        if (!plan.phases().equals(Set.of(Phase.SEARCH))) {
            try (ServerProcess process = start(command, plan.slots())) {
                soak = phases();
                status = stop(process);
            }
        }
        if (plan.has(Phase.SEARCH)) {
            try (ServerProcess process = start(command, plan.searchMost())) {
                search = search();
                status = stop(process);
            }
        }
        return result(said(command), search, soak, status, begun);
    }

    /** As one types it in the clone, with Java's options if there are some. */
    private static String said(List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.set(0, "./" + Path.of(command.get(0)).getFileName());
        String options = System.getenv(JAVA_OPTIONS);
        return (options == null ? "" : JAVA_OPTIONS + "=\"" + options + "\" ")
                + String.join(" ", words);
    }

    private ServerProcess start(List<String> command, int slots)
            throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--slots", Integer.toString(slots)));
        log.accept(String.join(" ", whole));
        ServerProcess process = new ServerProcess(whole);
        try {
            connect(process.url(), process.pid());
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
        return process;
    }

    private int stop(ServerProcess process) throws InterruptedException {
        int status = process.stop();
        log.accept("the server ended with status " + status);
        return status;
    }

    private void connect(String url, long process) throws IOException {
        Server unknown = Server.at(url, plan.model(), 0);
        String model = Fetch.text(unknown, "/v1/models/" + plan.model());
        int rate = JSON.readTree(model).path("sample_rate_hz").asInt();
        if (rate <= 0) {
            throw new IOException(url + " does not tell the sample rate of " + plan.model());
        }
        server = Server.at(url, plan.model(), rate);
        pid = process;
    }

    private ServingResult result(
            String command, SearchResult search, SoakResult soak, Integer status, long begun) {
        return new ServingResult(
                command,
                plan.slots(),
                server.rateHz(),
                results,
                search,
                soak,
                status,
                (System.nanoTime() - begun) / 1e9);
    }

    private SoakResult phases() throws IOException, InterruptedException {
        int slots = plan.slots();
        double hold = plan.holdSeconds();
        warmUp(slots);
        if (plan.has(Phase.UNLOADED)) {
            Audience one = Audience.alone(plan.alone(), wishes(Way.POST), ALONE_SECONDS);
            // A second a stream, where half a second is enough, ends a server that hangs.
            phase("unloaded", 1, Timed.ALL, one, plan.alone() + GRACE_SECONDS);
        }
        if (plan.has(Phase.HELD)) {
            phase("held", slots, Timed.ALL, staying(Way.POST, slots, hold), hold + GRACE_SECONDS);
        }
        if (plan.has(Phase.LIVE)) {
            phase("live", slots, Timed.ALL, staying(Way.LIVE, slots, hold), hold + GRACE_SECONDS);
        }
        if (plan.has(Phase.PROBES)) {
            int first = Math.max(1, slots - PROBES);
            Audience stay = staying(Way.POST, slots, hold);
            Audience some = Audience.probing(first, stay, wishes(Way.POST));
            phase("probes", slots, new Timed(first, 0), some, hold);
        }
        if (plan.has(Phase.TWICE)) {
            double ramp = ramp(2 * slots, hold);
            Audience twice = Audience.restless(ramp, 2, 10, 0, wishes(Way.POST));
            phase("twice", 2 * slots, new Timed(0, ramp + full(hold)), twice, hold);
        }
        if (plan.has(Phase.BURST)) {
            double seconds = Math.min(BURST_SECONDS, hold);
            Audience all = Audience.staying(slots, 0, wishes(Way.POST), seconds);
            phase("burst", slots, Timed.ALL, all, seconds + GRACE_SECONDS);
        }
        return plan.has(Phase.SOAK) ? soak() : null;
    }

    /** What a compiler that learns while it runs makes of the first streams is no figure. */
    private void warmUp(int slots) throws IOException {
        double seconds = Math.min(WARM_UP_SECONDS, plan.holdSeconds());
        Audience some = staying(Way.POST, slots, seconds);
        log.accept("warm-up, %.0f s".formatted(seconds));
        try (ClientLoop loop = new ClientLoop()) {
            new PhaseRun(loop, server, beginnings, some, Timed.ALL)
                    .run(slots, seconds + GRACE_SECONDS);
        }
    }

    private SoakResult soak() throws IOException, InterruptedException {
        double seconds = plan.soakMinutes() * MINUTE_SECONDS;
        double warmUp = SOAK_WARM_UP * seconds;
        Audience some =
                Audience.restless(
                        ramp(plan.slots(), seconds), 2, 20, plan.disconnects(), wishes(Way.POST));
        settle();
        ServerSample before = ServerWatch.look(server, pid, 0);
        List<ServerSample> samples;
        try (ServerWatch watch = new ServerWatch(server, pid, LOOK_SECONDS)) {
            phase("soak", plan.slots(), Timed.ALL, some, seconds);
            samples = watch.samples();
        }
        settle();
        return new SoakResult(
                MemoryMinute.of(samples),
                Figure.known(Slope.aMinute(samples, warmUp, ServerSample::residentMb)),
                Figure.known(Slope.aMinute(samples, warmUp, ServerSample::heapMb)),
                warmUp,
                MemoryMinute.of(List.of(before)).get(0),
                MemoryMinute.of(List.of(ServerWatch.look(server, pid, 0))).get(0),
                slotsInUse());
    }

    /** Streams that the server lists with nobody there; null: it does not tell. */
    private Integer slotsInUse() {
        try {
            return JSON.readTree(Fetch.text(server, "/v1/streams")).path("streams").size();
        } catch (IOException e) {
            return null;
        }
    }

    private SearchResult search() throws IOException, InterruptedException {
        warmUp(plan.searchStep());
        int held = 0;
        Integer failed = null;
        for (int n = plan.searchStep(); n <= plan.searchMost(); n += plan.searchStep()) {
            if (!holds("search", n, plan.searchSeconds())) {
                failed = n;
                break;
            }
            held = n;
        }
        int confirmed = held;
        while (confirmed > 0 && !holds("confirm", confirmed, plan.holdSeconds())) {
            confirmed -= plan.searchStep();
        }
        return new SearchResult(held, failed, confirmed);
    }

    private boolean holds(String name, int seats, double seconds)
            throws IOException, InterruptedException {
        Audience all = staying(Way.POST, seats, seconds);
        PhaseResult result =
                phase(name + " " + seats, seats, Timed.ALL, all, seconds + GRACE_SECONDS);
        return result.withoutUnderrun() == seats && result.wrongLengths() + result.cut() == 0;
    }

    private Wishes wishes(Way way) {
        return new Wishes(way, plan.model(), plan.leadSeconds(), plan.seed());
    }

    private Audience staying(Way way, int seats, double seconds) {
        return Audience.staying(seats, ramp(seats, seconds), wishes(way), seconds);
    }

    private static double full(double seconds) {
        return Math.min(FULL_SECONDS, seconds / 4);
    }

    private static double ramp(int seats, double seconds) {
        return Math.min(seats / SEATS_A_SECOND, seconds / 2);
    }

    private PhaseResult phase(
            String name, int seats, Timed timed, Audience audience, double seconds)
            throws IOException, InterruptedException {
        settle();
        PhaseCost.Mark begin = PhaseCost.Mark.now(pid);
        try (ClientLoop loop = new ClientLoop()) {
            PhaseNotes notes =
                    new PhaseRun(loop, server, beginnings, audience, timed).run(seats, seconds);
            PhaseCost.Mark end = PhaseCost.Mark.now(pid);
            PhaseResult result =
                    PhaseResult.of(
                            name,
                            seats,
                            notes,
                            server.rateHz(),
                            (end.nanos() - begin.nanos()) / 1e9,
                            begin.until(end));
            results.add(result);
            log.accept(
                    String.format(
                            Locale.ROOT,
                            "%s: %d listeners, %.0f s, %s, %d underruns",
                            name,
                            seats,
                            result.seconds(),
                            result.answers(),
                            result.underruns()));
            return result;
        }
    }

    /** Slots are free at the next edge, and a collector may follow: the next phase waits for it. */
    private void settle() throws InterruptedException {
        Thread.sleep(Math.round(plan.settleSeconds() * 1000));
    }
}
