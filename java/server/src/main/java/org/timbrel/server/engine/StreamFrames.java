// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.timbrel.app.TextureModel;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.SoundWeights;
import org.timbrel.nn.model.Sampling;

/**
 * The frames of one stream, from the device's thread to whoever renders them. Frame 0 is the first
 * that is heard; those before it have numbers below 0. Everything is the device's thread's but what
 * says otherwise.
 */
final class StreamFrames {

    /** Of sound that is made before others' turn comes: its listener has it while more is made. */
    private static final double FIRST_SECONDS = 0.15;

    /** Frames that are not worth a call. */
    private static final int FEW_FRAMES = 64;

    /** Changes of the temperature that may lie ahead. */
    private static final int MOST_CHANGES = 1000;

    private final TextureModel model;
    private final StreamRequest request;
    private final FloatRing ring;
    private final int dims;
    private final int framesPerStep;
    private final int ahead;
    private final long first;
    private final long end;
    private final NavigableMap<Long, Float> temperatures = new TreeMap<>();
    private FrameStream source;
    private boolean wrongWeights;

    /** The first frame that nobody asked the network for; written by whoever has this. */
    private volatile long claimed;

    private volatile long made;

    /**
     * @param aheadSeconds of sound that may be made and not taken
     */
    StreamFrames(TextureModel model, StreamRequest request, double aheadSeconds) {
        this.model = model;
        this.request = request;
        dims = model.spec().vectorSize();
        framesPerStep = model.framesPerStep();
        ahead = (int) Math.ceil(aheadSeconds * model.spec().framesPerSecond());
        end = model.frames(request.seconds());
        first = Math.min(end, (long) Math.ceil(FIRST_SECONDS * model.spec().framesPerSecond()));
        int calls = 2 * Scheduler.MOST_JOINING_STEPS * framesPerStep;
        ring = new FloatRing(Math.max(calls, ahead + framesPerStep) * dims);
        claimed = -model.warmUpFrames();
        made = claimed;
    }

    /** What is made and not rendered yet, [frames, dims]; any thread's. */
    FloatRing ring() {
        return ring;
    }

    /** Frames that were made, without those that are not heard; any thread's. */
    long made() {
        return Math.max(0, made);
    }

    /** The same with those that the network was asked for; any thread's. */
    long asked() {
        return Math.max(0, claimed);
    }

    /** Whether the first heard frames are to be asked for; any thread's. */
    boolean begins() {
        return claimed < first;
    }

    /**
     * Frames for which there is room beside those that the network was asked for; any thread's.
     *
     * @param takenFrames that a listener has
     */
    int room(long takenFrames) {
        // In this order: what is written in between is room too much, which is asked for again.
        long free = ring.writable() / dims + made;
        long asked = claimed;
        if (asked >= end) {
            return 0;
        }
        free -= asked;
        if (asked < first) {
            return free < Math.max(framesPerStep, Math.min(FEW_FRAMES, first - asked))
                    ? 0
                    : (int) Math.min(first - asked, free);
        }
        return (int) Math.max(0, Math.min(takenFrames + ahead - asked, free));
    }

    /** Room that is worth a call of its own; any thread's. */
    boolean eager(int room) {
        return room >= ahead / 4;
    }

    /** Room that is worth taking part in a call. */
    boolean willing(int room) {
        return room >= Math.max(framesPerStep, ahead / 8);
    }

    /** Takes a slot of the network. */
    void open(Generator generator) {
        SoundWeights weights = model.weights(request.sounds());
        source =
                generator.open(
                        request.seed(),
                        0,
                        Sampling.at(request.temperature()),
                        (frame, out) -> {
                            weights.at(frame, out);
                            requireShares(out);
                        });
    }

    /** Shares that are none would end the call of all streams. */
    private void requireShares(float[] shares) {
        double sum = 0;
        for (float share : shares) {
            sum += share >= 0 ? share : Double.NaN;
        }
        if (!(Math.abs(sum - 1) < 1e-3)) {
            wrongWeights = true;
            Arrays.fill(shares, 0);
            shares[0] = 1;
        }
    }

    FrameStream source() {
        return source;
    }

    /** Steps of a room, up to the next change of the temperature; at least 1. */
    synchronized int steps(int room) {
        Long change = temperatures.higherKey(claimed);
        long most = change == null ? room : Math.min(room, change - claimed);
        return (int) Math.max(1, most / framesPerStep);
    }

    /** What the network is asked for now cannot be steered any more. */
    synchronized void claim(int steps) {
        while (!temperatures.isEmpty() && temperatures.firstKey() <= claimed) {
            source.temperature(temperatures.pollFirstEntry().getValue());
        }
        long next = claimed + (long) steps * framesPerStep;
        claimed = next;
    }

    /**
     * Takes what was claimed first of what it has not taken.
     *
     * @param scratch as large as a call's frames
     * @throws IllegalStateException if the frames are of no use
     */
    void take(float[] scratch) {
        int frames = source.copyFrames(scratch);
        if (wrongWeights) {
            throw new IllegalStateException(
                    "what its sounds weigh must be at least 0 and sum to 1 at all times");
        }
        ring.write(scratch, frames * dims);
        long before = made;
        made = before + frames;
    }

    /**
     * Steers it; any thread's.
     *
     * @return the second from which it holds
     * @throws IllegalArgumentException if more changes lie ahead than may
     */
    synchronized double steer(Steering steering) {
        double framesPerSecond = model.spec().framesPerSecond();
        double soonest = Math.max(0, claimed) / framesPerSecond;
        double at =
                steering.atSeconds() == null ? soonest : Math.max(soonest, steering.atSeconds());
        if (at > soonest + Steering.MOST_AHEAD) {
            throw new IllegalArgumentException(
                    "atSeconds %s is more than %s s ahead of what is made, %s s"
                            .formatted(at, Steering.MOST_AHEAD, soonest));
        }
        // The network's steps begin at whole steps.
        long step = (long) Math.ceil(at * framesPerSecond / framesPerStep - 1e-6);
        if (temperatures.headMap(step * framesPerStep).size() >= MOST_CHANGES) {
            throw new IllegalArgumentException(
                    "%d changes lie ahead already: steer later".formatted(MOST_CHANGES));
        }
        double glide = Math.max(steering.glideSeconds(), 1 / framesPerSecond);
        if (steering.sounds() != null) {
            request.sounds().glide(at, glide, steering.sounds().clone());
        }
        if (steering.loudness() != null) {
            request.loudness().glide(at, glide, steering.loudness());
        }
        if (steering.brightness() != null) {
            request.brightness().glide(at, glide, steering.brightness());
        }
        if (steering.temperature() != null) {
            temperatures.tailMap(step * framesPerStep, true).clear();
            temperatures.put(step * framesPerStep, steering.temperature());
        }
        return at;
    }

    /** Gives the slot of the network back. */
    void close() {
        if (source != null) {
            source.close();
        }
    }
}
