// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;
import org.timbrel.audio.features.Convention.Padding;

/** What a spec puts before and after a clip's samples: zeros, or the clip backwards. */
final class ClipEnds {

    private final FeatureSpec spec;
    private final Padding padding;
    // The clip's last samples, as many as may come back after its end; the newest at the end.
    private final float[] last;
    private int kept;

    ClipEnds(FeatureSpec spec) {
        this.spec = spec;
        padding = spec.convention().padding();
        last = new float[reflects() ? spec.windowSamples() + 1 : 0];
    }

    /** How many of the clip's first samples must be known before the first frame. */
    int samplesAhead() {
        return reflects() ? spec.leadSamples() + 1 : 0;
    }

    private boolean reflects() {
        return spec.center() && padding != Padding.ZEROS;
    }

    /**
     * What stands before the clip, [leadSamples].
     *
     * @param head the clip's first samples: {@link #samplesAhead}, or all there are
     * @param count how many those are
     */
    float[] before(float[] head, int count) {
        float[] lead = new float[spec.leadSamples()];
        if (reflects() && count > 0) {
            for (int i = 0; i < lead.length; i++) {
                lead[i] = head[reflected(i - lead.length, count)];
            }
        }
        return lead;
    }

    /** Takes note of samples of the clip, in order. */
    void pass(float[] samples, int offset, int count) {
        int fresh = Math.min(count, last.length);
        if (fresh > 0) {
            System.arraycopy(last, fresh, last, 0, last.length - fresh);
            System.arraycopy(samples, offset + count - fresh, last, last.length - fresh, fresh);
            kept = Math.min(last.length, kept + fresh);
        }
    }

    /**
     * What stands after the clip, as much as its last frame needs.
     *
     * @param samples how many the clip had, all of which were passed
     */
    float[] after(long samples) {
        long end =
                (spec.frames(samples) - 1) * spec.hopSamples()
                        - spec.leadSamples()
                        + spec.windowSamples();
        float[] tail = new float[(int) Math.max(0, spec.center() ? end - samples : 0)];
        if (reflects() && kept > 0) {
            float[] ending = Arrays.copyOfRange(last, last.length - kept, last.length);
            for (int i = 0; i < tail.length; i++) {
                tail[i] = ending[reflected(kept + i, kept)];
            }
        }
        return tail;
    }

    /** Where sample {@code i}, before 0 or from {@code count} on, is found among count samples. */
    private int reflected(int i, int count) {
        boolean twice = padding == Padding.MIRROR;
        int period = twice ? 2 * count : 2 * (count - 1);
        if (period == 0) {
            return 0;
        }
        int at = Math.floorMod(i, period);
        if (at < count) {
            return at;
        }
        return twice ? period - 1 - at : period - at;
    }
}
