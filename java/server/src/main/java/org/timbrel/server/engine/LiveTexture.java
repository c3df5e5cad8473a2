// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.time.Instant;
import org.timbrel.app.FrameCurves;
import org.timbrel.app.TextureModel;
import org.timbrel.server.engine.RejectedException.Reason;
import org.timbrel.server.engine.Scheduler.Demand;
import org.timbrel.server.engine.Scheduler.Tier;

/** A stream of an engine: read by one thread, steered, cancelled and closed by any. */
public final class LiveTexture implements AutoCloseable {

    /** Sound that is made and not taken, by what a stream is for. */
    private static final double AHEAD_SECONDS = 0.5;

    private static final double LIVE_AHEAD_SECONDS = 0.3;
    private static final double FAST_AHEAD_SECONDS = 2;

    /** Nobody has read for so long: its listener is busy with something else. */
    private static final long PARKED_NANOS = 1_000_000_000;

    /** A stream that nobody hears in real time is rendered as if it had so much more left. */
    private static final long FAST_LEFT_NANOS = 1_000_000_000;

    private final String id;
    private final StreamRequest request;
    private final TextureModel model;
    private final int modelNumber;
    private final TextureEngine engine;
    private final Instant requestedAt = Instant.now();
    private final long requestedNanos = System.nanoTime();
    private final StreamFrames frames;
    private final double aheadSeconds;
    private final int rate;
    private final int hop;
    private Admission.Ticket ticket;
    private Throwable cause;
    private long begunNanos;
    private long servedNanos;
    private StreamSound sound;

    /** Null as long as it waits for a slot. */
    private volatile StreamOutlet outlet;

    private volatile EndReason ended;

    LiveTexture(
            String id,
            StreamRequest request,
            TextureModel model,
            int modelNumber,
            TextureEngine engine) {
        this.id = id;
        this.request = request;
        this.model = model;
        this.modelNumber = modelNumber;
        this.engine = engine;
        rate = model.spec().sampleRateHz();
        hop = model.spec().hopSamples();
        aheadSeconds =
                request.pace() == Pace.FAST
                        ? FAST_AHEAD_SECONDS
                        : request.live() ? LIVE_AHEAD_SECONDS : AHEAD_SECONDS;
        frames = new StreamFrames(model, request, aheadSeconds);
    }

    /** Unguessable; letters, digits, - and _. */
    public String id() {
        return id;
    }

    /** What it was asked to be. */
    public StreamRequest request() {
        return request;
    }

    /** When it was asked for. */
    public Instant requestedAt() {
        return requestedAt;
    }

    /** Samples of a second. */
    public int sampleRateHz() {
        return rate;
    }

    /** Where it is now. */
    public StreamState state() {
        StreamOutlet out = outlet;
        if (ended != null) {
            return StreamState.ENDED;
        }
        if (out == null) {
            return StreamState.WAITING;
        }
        if (out.absent(System.nanoTime()) > PARKED_NANOS) {
            return StreamState.PARKED;
        }
        return frames.made() == 0 ? StreamState.WARMING : StreamState.RUNNING;
    }

    /** Seconds of sound whose frames are made. */
    public double secondsMade() {
        return Math.min(request.seconds(), (double) frames.made() * hop / rate);
    }

    /** Seconds of sound that its listener has. */
    public double secondsTaken() {
        StreamOutlet out = outlet;
        return out == null ? 0 : (double) out.taken() / rate;
    }

    /**
     * Waits for samples. At {@link Pace#FAST} it gives what there is, at least one. At {@link
     * Pace#REALTIME} it waits until {@code length} samples, or 50 ms of them if that is less, are
     * there and due: sample n is given no sooner than first + n/rate - lead, where first is when
     * sample 0 was given, and moves by how much reader or engine are late. Fewer only at the end.
     * One thread at a time.
     *
     * @param out mono, within -1..1
     * @return samples; -1: the end
     * @throws StreamEndedException if it was ended before its end, by anyone
     */
    public int read(float[] out, int offset, int length)
            throws InterruptedException, StreamEndedException {
        if (outlet == null) {
            throw new IllegalStateException("the stream waits for a slot");
        }
        int count = outlet.read(out, offset, length);
        if (outlet.finished()) {
            end(EndReason.FINISHED, null);
        } else if (frames.eager(room())) {
            engine.device().ring();
        }
        if (count < 0 && ended != EndReason.FINISHED) {
            throw endedException();
        }
        return count;
    }

    private synchronized StreamEndedException endedException() {
        String why = ended.meaning() + (cause == null ? "" : ": " + cause.getMessage());
        return new StreamEndedException(ended, "the stream has ended: " + why, cause);
    }

    /**
     * Changes it from the first frame on that is not made yet, or later.
     *
     * @return the second of the stream from which it holds: the same as a keyframe there gives the
     *     same samples
     * @throws StreamEndedException if it has ended
     * @throws IllegalArgumentException if the values are out of range, or the sounds not the
     *     model's
     */
    public double steer(Steering steering) throws StreamEndedException {
        if (ended != null) {
            throw endedException();
        }
        steering.require(request.sounds().width());
        return frames.steer(steering);
    }

    /** Ends it: its reader gets a {@link StreamEndedException} with the reason. Idempotent. */
    public void cancel(EndReason reason) {
        end(reason, null);
    }

    /** Ends it; its slot is free at the next edge. Idempotent. */
    @Override
    public void close() {
        end(EndReason.CLOSED, null);
    }

    /**
     * Ends it, if it has not ended.
     *
     * @param why null: the reason says all
     */
    void end(EndReason reason, Throwable why) {
        synchronized (this) {
            if (ended != null) {
                return;
            }
            cause = why;
            ended = reason;
            if (outlet == null) {
                if (ticket != null) {
                    ticket.refuse(Reason.CANCELLED);
                }
                return;
            }
        }
        outlet.close();
        engine.ended(this, reason);
    }

    /** It waits. */
    synchronized void waitsWith(Admission.Ticket queued) {
        ticket = queued;
    }

    /**
     * It has a slot.
     *
     * @return false if it has ended before
     */
    synchronized boolean begin() {
        if (ended != null) {
            return false;
        }
        begunNanos = System.nanoTime();
        sound =
                new StreamSound(
                        model.voice(
                                request.seed(),
                                0,
                                request.sounds(),
                                new FrameCurves(request.loudness(), request.brightness()),
                                request.seconds()),
                        frames.ring(),
                        model.spec().vectorSize(),
                        model.warmUpFrames(),
                        model.frames(request.seconds()),
                        (int) Math.ceil(aheadSeconds * rate));
        outlet =
                new StreamOutlet(
                        sound,
                        request,
                        engine.listener(),
                        rate,
                        model.samples(request.seconds()),
                        requestedNanos,
                        begunNanos);
        return true;
    }

    Admission.Ticket ticket() {
        return ticket;
    }

    int modelNumber() {
        return modelNumber;
    }

    StreamFrames frames() {
        return frames;
    }

    boolean hasEnded() {
        return ended != null;
    }

    double queueSeconds() {
        return Pacer.seconds(begunNanos - requestedNanos);
    }

    /** Whether nobody has read for too long. */
    boolean stalled(long now) {
        return outlet.absent(now) > Pacer.nanos(engine.settings().stallSeconds());
    }

    private int room() {
        return frames.room(outlet.taken() / hop);
    }

    /** What it asks of the device; null: nothing. */
    Demand<LiveTexture> demand(long now) {
        int room = room();
        if (frames.begins()) {
            return room == 0 ? null : demand(Tier.JOINING, begunNanos, room);
        }
        if (!frames.willing(room)) {
            return null;
        }
        if (request.pace() == Pace.FAST) {
            return demand(Tier.FAST, servedNanos, room);
        }
        long left = outlet.left(frames.asked() * hop, now);
        Tier tier = left < Scheduler.URGENT_NANOS ? Tier.URGENT : Tier.REALTIME;
        return demand(tier, left, room);
    }

    private Demand<LiveTexture> demand(Tier tier, long order, int room) {
        boolean eager = tier == Tier.JOINING || frames.eager(room);
        return new Demand<>(this, modelNumber, tier, order, frames.steps(room), eager);
    }

    /** Takes what the device made of it; the device's thread's. */
    void made(float[] scratch) {
        servedNanos = System.nanoTime();
        try {
            frames.take(scratch);
        } catch (IllegalStateException e) {
            end(EndReason.FAILED, e);
        }
    }

    /** Whether nothing of it was rendered yet. */
    boolean soundBegins() {
        return sound.samples().written() == 0;
    }

    /** When it got a slot, as {@link System#nanoTime} has it. */
    long begunNanos() {
        return begunNanos;
    }

    /** When its listener lacks samples, if no more are rendered. */
    long lacksSoundAt(long now) {
        long at = now + outlet.left(sound.samples().written(), now);
        return request.pace() == Pace.FAST ? at + FAST_LEFT_NANOS : at;
    }

    /** Whether there is something to be rendered. */
    boolean soundReady() {
        return ended == null && sound.ready();
    }

    /** Renders a piece, if there is one. */
    void render(StreamSound.Scratch scratch) {
        if (!soundReady()) {
            return;
        }
        try {
            int samples = sound.render(scratch);
            engine.listener().made(request.model(), (double) samples / rate);
        } catch (RuntimeException | Error e) {
            end(EndReason.FAILED, e);
            return;
        }
        outlet.wake();
        if (frames.begins()) {
            engine.device().ring();
        }
    }
}
