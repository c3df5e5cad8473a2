// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.Arrays;

/**
 * The pitch of a sound, frame by frame, as {@link PitchFrame} lays it out.
 *
 * <p>Periods are found on the decimated sound, the path among them is decided {@link #LOOKAHEAD}
 * frames late, and the period of a frame with a pitch is made exact on the sound itself, where its
 * voicing is measured too. A frame without a pitch has voicing 0 and keeps the last f0, gliding
 * towards the next one where that begins within the look-ahead.
 *
 * <p>The periods come from the difference function of YIN's family, but not from TarsosDSP's {@code
 * FastYin} or {@code McLeodPitchMethod}: those tell one period a frame, which leaves no path to
 * choose, find few in noise (at 5 dB a seventh of the voiced frames, here all but three in a
 * hundred), and allocate every frame.
 *
 * <p>The frames depend on the samples alone, to the bit, not on the blocks in which they are added.
 * Nothing is allocated a frame once the first are out, as long as they are taken as they come. Not
 * thread-safe.
 */
public final class PitchTracker {

    /**
     * Frames that must be seen before one is known. The last of them is seen once the samples are
     * there that lie half a pitch window after its middle: 1.6 to 2.8 periods of the lowest pitch,
     * as windows are powers of two, and 14 ms at least (33 ms for 50 Hz at 44.1 kHz). At a hop of
     * 256 samples that makes 80 ms in all from a frame's middle.
     */
    public static final int LOOKAHEAD = 8;

    // The rate in which periods are looked for: over so many times the highest pitch, and this.
    private static final double RATE_OVER_MAX = 4.4;
    private static final double MIN_RATE_HZ = 8800;
    // Rumble starts under that part of the lowest pitch.
    private static final double HIGH_PASS = 0.6;

    private final int hop;
    private final int centre;
    private final SlidingSamples sound = new SlidingSamples();
    private final SlidingSamples decimated = new SlidingSamples();
    private final int factor;
    private final Decimator decimator;
    private final PeriodCandidates candidates;
    private final PitchPath path;
    private final Periodicity periodicity;

    private long analysed;
    private long measured;
    private double held;
    private boolean heldAny;
    private boolean ended;
    // Frames not taken yet, from waitingFrom on.
    private float[] waiting = new float[16 * PitchFrame.SIZE];
    private int waitingFrom;
    private int waitingEnd;

    /**
     * A tracker of one sound.
     *
     * @param sampleRateHz at least four times the highest pitch
     * @param hopSamples samples between frames, at least 1
     * @param centreSamples the sample on which frame 0 is centred, at least 0
     * @throws IllegalArgumentException if one is outside its range
     */
    public PitchTracker(int sampleRateHz, int hopSamples, int centreSamples, PitchRange range) {
        if (range.maxHz() > sampleRateHz / 4.0) {
            throw new IllegalArgumentException(
                    "highest pitch "
                            + range.maxHz()
                            + " Hz is over "
                            + sampleRateHz / 4.0
                            + " (a quarter of the rate)");
        }
        if (hopSamples < 1 || centreSamples < 0) {
            throw new IllegalArgumentException(
                    "hopSamples "
                            + hopSamples
                            + " must be at least 1, centreSamples "
                            + centreSamples
                            + " at least 0");
        }
        hop = hopSamples;
        centre = centreSamples;
        double rate = Math.max(RATE_OVER_MAX * range.maxHz(), MIN_RATE_HZ);
        factor = (int) Math.max(1, Math.floor(sampleRateHz / rate));
        decimator = new Decimator(sampleRateHz, factor, HIGH_PASS * range.minHz());
        candidates = new PeriodCandidates((double) sampleRateHz / factor, range);
        path = new PitchPath(LOOKAHEAD, (double) hop / sampleRateHz);
        periodicity = new Periodicity(sampleRateHz, range);
        held = 0.5 * (Math.log(range.minHz()) + Math.log(range.maxHz()));
    }

    /** The next {@code count} samples, finite, from {@code offset} on. */
    public void add(float[] samples, int offset, int count) {
        for (int i = 0; i < count; i++) {
            sound.add(samples[offset + i]);
            // By the hop, so that no more than a few frames are held whatever the block.
            if ((i + 1) % hop == 0 || i + 1 == count) {
                run();
            }
        }
    }

    /** No samples follow: from now on there are frames without end, of silence at last. */
    public void end() {
        ended = true;
    }

    /**
     * The next frame.
     *
     * @param out {@link PitchFrame#SIZE} values from {@code offset} on are written if it is known
     * @return whether it is known yet
     */
    public boolean next(float[] out, int offset) {
        while (ended && waitingFrom == waitingEnd) {
            for (int i = 0; i < hop; i++) {
                sound.add(0);
            }
            run();
        }
        if (waitingFrom == waitingEnd) {
            return false;
        }
        System.arraycopy(waiting, waitingFrom, out, offset, PitchFrame.SIZE);
        waitingFrom += PitchFrame.SIZE;
        return true;
    }

    /** All frames that the samples suffice for. */
    private void run() {
        decimator.run(sound, decimated);
        long at = nearest(analysed);
        while (at + candidates.half() < decimated.end()
                && centreOf(analysed) + periodicity.half() <= sound.end()) {
            candidates.analyse(decimated, at);
            path.add(candidates);
            analysed++;
            if (path.isFull()) {
                measure();
            }
            at = nearest(analysed);
        }
        decimated.dropBefore(at - candidates.half());
        sound.dropBefore(Math.min(decimator.needed(), centreOf(measured) - periodicity.half()));
    }

    private long centreOf(long frame) {
        return centre + frame * hop;
    }

    private long nearest(long frame) {
        return (centreOf(frame) + factor / 2) / factor;
    }

    /** The frame that the path has decided. */
    private void measure() {
        path.decide();
        int at = room();
        if (path.isVoiced(0)) {
            periodicity.measure(sound, centreOf(measured), path.logF0(0), waiting, at);
            held = waiting[at + PitchFrame.LOG_F0];
            heldAny = true;
        } else {
            Arrays.fill(waiting, at, at + PitchFrame.SIZE, 0);
            glide();
            waiting[at + PitchFrame.LOG_F0] = (float) held;
        }
        measured++;
    }

    /** Moves the held pitch towards the next one that is known. */
    private void glide() {
        for (int ahead = 1; ahead <= LOOKAHEAD; ahead++) {
            if (path.isVoiced(ahead)) {
                double next = path.logF0(ahead);
                held = heldAny ? held + (next - held) / (ahead + 1) : next;
                heldAny = true;
                return;
            }
        }
    }

    /** Where the next frame goes. */
    private int room() {
        if (waitingEnd == waiting.length) {
            int count = waitingEnd - waitingFrom;
            float[] target = count > waiting.length / 2 ? new float[2 * waiting.length] : waiting;
            System.arraycopy(waiting, waitingFrom, target, 0, count);
            waiting = target;
            waitingFrom = 0;
            waitingEnd = count;
        }
        int at = waitingEnd;
        waitingEnd += PitchFrame.SIZE;
        return at;
    }
}
