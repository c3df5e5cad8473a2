// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

/** A 16-bit WAV file that a job makes. */
final class SoundOutput {

    private static final WavEncoding ENCODING = WavEncoding.PCM_16;

    private SoundOutput() {}

    /**
     * Checks that a sound fits into a file, before the work that leads to it is done.
     *
     * @throws OutputException if it does not
     */
    static void requireRoom(Path output, long samples, int sampleRateHz) throws OutputException {
        long most = WavWriter.maxSamples(ENCODING);
        if (samples > most) {
            throw new OutputException(
                    output,
                    new IOException(
                            String.format(
                                    Locale.ROOT,
                                    "%,.0f s at %d Hz are more than the %,.0f s (4 GiB) that a WAV"
                                            + " file holds: make shorter ones",
                                    (double) samples / sampleRateHz,
                                    sampleRateHz,
                                    Math.floor((double) most / sampleRateHz))));
        }
    }

    /**
     * Writes all that the reader gives, complete or not at all.
     *
     * @throws InputException if what the sound is made of cannot be read
     * @throws OutputException if it cannot be written
     */
    static WavWriter.Written write(Path output, boolean force, SampleReader sound)
            throws IOException {
        WavWriter.Written[] written = new WavWriter.Written[1];
        OutputFile.write(
                output, force, path -> written[0] = WavWriter.write(path, sound, ENCODING));
        return written[0];
    }
}
