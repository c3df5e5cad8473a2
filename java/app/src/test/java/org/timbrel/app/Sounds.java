// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

/** Sound files for tests. */
public final class Sounds {

    private Sounds() {}

    /** Seeded noise at 44.1 kHz as a 16-bit WAV file; its folders are made. */
    public static Path noise(Path file, int samples) throws IOException {
        Random random = new Random(samples);
        float[] noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (float) (0.1 * random.nextGaussian());
        }
        return wav(file, noise, WavEncoding.PCM_16);
    }

    /** These samples at 44.1 kHz. */
    public static Path wav(Path file, float[] samples, WavEncoding encoding) throws IOException {
        WavWriter.write(file, new AudioClip(samples, 44_100).reader(), encoding);
        return file;
    }

    /**
     * A float WAV file of 1,000 samples, of which number 500 is NaN; no writer makes such a thing.
     */
    public static Path nan(Path file) throws IOException {
        float[] samples = new float[1000];
        samples[500] = 0.123f;
        byte[] bytes = Files.readAllBytes(wav(file, samples, WavEncoding.FLOAT_32));
        int data = bytes.length - 4 * samples.length;
        byte[] nan = {0, 0, (byte) 0xc0, 0x7f};
        System.arraycopy(nan, 0, bytes, data + 4 * 500, nan.length);
        Files.write(file, bytes);
        return file;
    }

    /** A WAV file that is whole and holds no sample. */
    public static Path silent(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(noise(file, 100));
        byte[] header = Arrays.copyOf(bytes, 44);
        Arrays.fill(header, 40, 44, (byte) 0);
        header[4] = 36;
        Files.write(file, header);
        return file;
    }
}
