// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.io.IOException;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

/**
 * A sound to be copied.
 *
 * @param set which it belongs to
 * @param name within the set
 * @param clip the original
 * @param pitchHz what it was made with, one a sample, 0 where unvoiced; null where nobody knows
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and long
public record TestSound(String set, String name, AudioClip clip, float[] pitchHz) {

    /** Of a recording. */
    static TestSound recorded(String set, String name, AudioClip clip) {
        return new TestSound(set, name, clip, null);
    }

    /** The same sound at another rate. */
    TestSound at(int rateHz) throws IOException {
        if (rateHz == clip.sampleRateHz()) {
            return this;
        }
        AudioClip resampled;
        try (SampleReader reader = AudioFiles.resampled(clip.reader(), rateHz)) {
            resampled = AudioFiles.readAll(reader);
        }
        float[] pitch = pitchHz == null ? null : new float[resampled.samples().length];
        for (int i = 0; pitch != null && i < pitch.length; i++) {
            int there = (int) ((long) i * clip.sampleRateHz() / rateHz);
            pitch[i] = pitchHz[Math.min(there, pitchHz.length - 1)];
        }
        return new TestSound(set, name, resampled, pitch);
    }
}
