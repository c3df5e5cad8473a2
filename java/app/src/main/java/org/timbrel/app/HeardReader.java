// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.music.synth.ScoreSound;

/** A synthesizer's sound as a reader, which measures how loud it is and refuses silence. */
final class HeardReader implements SampleReader {

    // Half a 16-bit step: all samples of the file would be 0.
    private static final double SILENT = 0x1.0p-16;

    private final ScoreSound sound;
    private final IOException silence;
    private double power;
    private double peak;
    private long count;

    /**
     * @param silence thrown at the end if nothing was to be heard until then
     */
    HeardReader(ScoreSound sound, IOException silence) {
        this.sound = sound;
        this.silence = silence;
    }

    /** RMS of what was read, in dB of full scale; negative infinity if it was silence. */
    double rmsDbfs() {
        return power == 0 ? Double.NEGATIVE_INFINITY : 10 * Math.log10(power / count);
    }

    @Override
    public int sampleRateHz() {
        return sound.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        int read = sound.read(out, offset, length);
        for (int i = offset; i < offset + read; i++) {
            power += (double) out[i] * out[i];
            peak = Math.max(peak, Math.abs(out[i]));
        }
        count += Math.max(0, read);
        if (count == sound.samples() && peak < SILENT) {
            throw silence;
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        sound.close();
    }
}
