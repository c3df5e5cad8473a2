// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import be.tarsos.dsp.AudioEvent;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import be.tarsos.dsp.onsets.ComplexOnsetDetector;
import java.util.Arrays;

/** Where something new begins in a sound: TarsosDSP's onsets in the complex domain. */
final class Onsets {

    private static final int WINDOW = 512;
    private static final double THRESHOLD = 0.3;
    private static final double SHORTEST_SECONDS = 0.03;
    private static final double SILENCE_DB = -60;
    // The peak that is picked lies two windows before the one with which it is known.
    private static final int LATE_FRAMES = 2;

    private final int hop;
    private final ComplexOnsetDetector detector;
    private final AudioEvent event;
    private final float[] window = new float[WINDOW];
    private int filled;
    private long start;
    private int[] frames = new int[256];
    private int count;

    Onsets(int sampleRateHz, int hopSamples) {
        hop = hopSamples;
        event = new AudioEvent(new TarsosDSPAudioFormat(sampleRateHz, Float.SIZE, 1, true, false));
        event.setOverlap(WINDOW - hop);
        detector = new ComplexOnsetDetector(WINDOW, THRESHOLD, SHORTEST_SECONDS, SILENCE_DB);
        detector.setHandler((time, salience) -> found());
    }

    void add(float[] samples, int offset, int length) {
        for (int i = 0; i < length; i++) {
            window[filled++] = samples[offset + i];
            if (filled == WINDOW) {
                // The detector's clock counts bytes.
                event.setBytesProcessed(start * Float.BYTES);
                event.setFloatBuffer(window.clone());
                detector.process(event);
                System.arraycopy(window, hop, window, 0, WINDOW - hop);
                filled -= hop;
                start += hop;
            }
        }
    }

    private void found() {
        if (count == frames.length) {
            frames = Arrays.copyOf(frames, 2 * count);
        }
        // The newest quarter of the window is where the change is.
        frames[count++] = (int) Math.max(0, (start + WINDOW * 3 / 4) / hop - LATE_FRAMES);
    }

    /** Frames in which something begins, in order: frame t is at sample t times the hop. */
    int[] frames() {
        return Arrays.copyOf(frames, count);
    }
}
