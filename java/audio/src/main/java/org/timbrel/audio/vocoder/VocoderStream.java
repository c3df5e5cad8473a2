// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/**
 * Frames as sound while they come, time 0 first, the vocoder's latency taken off: a push of frames
 * gives what is done by then. What comes out does not depend on how many are pushed at once. Not
 * thread-safe.
 */
public final class VocoderStream {

    private final Vocoder vocoder;
    private final int hop;

    /** Samples to come that lie before time 0. */
    private int early;

    /**
     * @param vocoder fresh, not used elsewhere
     */
    public VocoderStream(Vocoder vocoder) {
        this.vocoder = vocoder;
        hop = vocoder.spec().hopSamples();
        early = vocoder.latencySamples();
    }

    /** How much room a push of so many frames needs, at least 0. */
    public int maxSamples(int frames) {
        return Math.multiplyExact(frames, hop);
    }

    /** How much room {@link #finish} needs. */
    public int tailSamples() {
        return vocoder.tailSamples();
    }

    /**
     * Takes the next frames.
     *
     * @param frames [count, vectorSize]
     * @param out at least [{@link #maxSamples}]; written from 0 on, overwritten up to there
     * @return how many samples came out
     * @throws IllegalArgumentException if a value is not finite or the frame is louder than any
     *     sound, with the frame's number
     */
    public int push(float[] frames, int count, float[] out) {
        int written = 0;
        for (int t = 0; t < count; t++) {
            vocoder.process(frames, t * vocoder.spec().vectorSize(), out, written);
            written += late(out, written, hop);
        }
        return written;
    }

    /**
     * Ends the stream: what the frames so far still sound into, beyond frames times hop unless the
     * hop is longer than half a frame.
     *
     * @param out at least [{@link #tailSamples}]; written from 0 on, overwritten up to there
     * @return how many samples came out
     * @throws IllegalStateException if the stream has ended before
     */
    public int finish(float[] out) {
        vocoder.flush(out, 0);
        return late(out, 0, tailSamples());
    }

    /** Moves what does not lie before time 0 to the begin, and says how many that are. */
    private int late(float[] out, int start, int count) {
        int skipped = Math.min(early, count);
        early -= skipped;
        if (skipped > 0) {
            System.arraycopy(out, start + skipped, out, start, count - skipped);
        }
        return count - skipped;
    }
}
