// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sound.midi.Soundbank;
import javax.sound.midi.Synthesizer;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;

/**
 * The JDK's own synthesizer, reached by reflection: its package is not exported, so java must be
 * started with {@value #OPTION}.
 */
final class Gervill {

    static final String OPTION = "--add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED";

    private static final String PACKAGE = "com.sun.media.sound.";
    private static final int POLYPHONY = 256;

    // Without a soundbank of its own: it would make one up from random numbers. The rest is what it
    // would do by itself, unless a user's preferences said otherwise.
    private static final Map<String, Object> SETTINGS =
            Map.of(
                    "load default soundbank", false,
                    "reverb", false,
                    "chorus", false,
                    "auto gain control", false,
                    "max polyphony", POLYPHONY,
                    "interpolation", "linear",
                    "control rate", 147f,
                    "large mode", false,
                    "midi channels", 16);

    // It looks for such preferences, which Java tells of: kept, so that it stays silent.
    private static final Logger PREFERENCES = Logger.getLogger("java.util.prefs");

    static {
        PREFERENCES.setLevel(Level.OFF);
    }

    private Gervill() {}

    /**
     * A synthesizer that is open, and the stream of what it plays: mono floats in the machine's
     * order of bytes, without end.
     */
    record Opened(Synthesizer synthesizer, AudioInputStream stream) {}

    /** Opens a synthesizer without instruments, time 0 being its stream's first sample. */
    static Opened open(int sampleRateHz) throws IOException {
        AudioFormat format =
                new AudioFormat(
                        AudioFormat.Encoding.PCM_FLOAT,
                        sampleRateHz,
                        Float.SIZE,
                        1,
                        Float.BYTES,
                        sampleRateHz,
                        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN);
        try {
            Object synthesizer = named("SoftSynthesizer").getConstructor().newInstance();
            Object stream =
                    named("AudioSynthesizer")
                            .getMethod("openStream", AudioFormat.class, Map.class)
                            .invoke(synthesizer, format, SETTINGS);
            return new Opened((Synthesizer) synthesizer, (AudioInputStream) stream);
        } catch (InvocationTargetException e) {
            throw new IOException("Java's synthesizer cannot be opened: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw unreachable(e);
        }
    }

    /**
     * Reads a soundfont.
     *
     * @throws IOException if it is damaged
     */
    static Soundbank soundbank(Path file) throws IOException {
        try {
            Class<?> type = named("SF2Soundbank");
            Object soundbank = type.getConstructor(File.class).newInstance(file.toFile());
            for (Object sample : (Object[]) type.getMethod("getSamples").invoke(soundbank)) {
                mendLoop(sample);
            }
            return (Soundbank) soundbank;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException("damaged soundfont: Java cannot read it", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw unreachable(e);
        }
    }

    /** Takes away a loop that ends before it begins: the synthesizer would go round it for ever. */
    private static void mendLoop(Object sample) throws ReflectiveOperationException {
        Class<?> type = named("SF2Sample");
        long start = (Long) type.getMethod("getStartLoop").invoke(sample);
        long end = (Long) type.getMethod("getEndLoop").invoke(sample);
        if (end <= start) {
            type.getMethod("setStartLoop", long.class).invoke(sample, 0L);
            type.getMethod("setEndLoop", long.class).invoke(sample, 0L);
        }
    }

    private static Class<?> named(String name) throws ClassNotFoundException {
        return Class.forName(PACKAGE + name);
    }

    private static IOException unreachable(ReflectiveOperationException e) {
        return e instanceof IllegalAccessException
                ? new IOException(
                        "soundfonts need java's option " + OPTION + ": set it in TIMBREL_JAVA_OPTS",
                        e)
                : new IOException(
                        "soundfonts need a Java with the module java.desktop and its synthesizer,"
                                + " such as OpenJDK",
                        e);
    }
}
