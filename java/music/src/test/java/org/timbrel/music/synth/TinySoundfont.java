// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A soundfont of one sine, looped: SoundFont 2.01, built by hand so that nobody's samples need to
 * be carried along.
 */
final class TinySoundfont {

    private static final int PERIOD = 128;
    private static final int PERIODS = 40;
    private static final int GUARD = 46;
    // The sine is A4, exactly.
    private static final int RATE = 440 * PERIOD;
    private static final int A4 = 69;
    private static final int SAMPLE_MODES = 54;
    private static final int SAMPLE_ID = 53;
    private static final int INSTRUMENT = 41;

    private TinySoundfont() {}

    /** Its bytes: the sine for one program, a bank of 128 being drums. */
    static byte[] bytes(int bank, int program) {
        byte[] version = bytes(little(4).putShort((short) 2).putShort((short) 1));
        byte[] info =
                list(
                        "INFO",
                        chunk("ifil", version),
                        chunk("isng", text("EMU8000", 8)),
                        chunk("INAM", text("Tiny", 6)));
        byte[] samples = list("sdta", chunk("smpl", sine()));
        byte[] presets =
                list(
                        "pdta",
                        chunk(
                                "phdr",
                                join(preset("Sine", program, bank, 0), preset("EOP", 0, 0, 1))),
                        chunk("pbag", shorts(0, 0, 1, 0)),
                        chunk("pmod", new byte[10]),
                        chunk("pgen", shorts(INSTRUMENT, 0, 0, 0)),
                        chunk("inst", join(instrument("Sine", 0), instrument("EOI", 1))),
                        chunk("ibag", shorts(0, 0, 2, 0)),
                        chunk("imod", new byte[10]),
                        chunk("igen", shorts(SAMPLE_MODES, 1, SAMPLE_ID, 0, 0, 0)),
                        chunk("shdr", join(sample(), text("EOS", 46))));
        byte[] form = join(text("sfbk", 4), info, samples, presets);
        return chunk("RIFF", form);
    }

    private static byte[] sine() {
        ByteBuffer out = little(2 * (PERIOD * PERIODS + GUARD));
        for (int i = 0; i < PERIOD * PERIODS; i++) {
            out.putShort((short) Math.round(16_000 * Math.sin(2 * Math.PI * i / PERIOD)));
        }
        return bytes(out);
    }

    private static byte[] preset(String name, int program, int bank, int bag) {
        return bytes(
                little(38)
                        .put(text(name, 20))
                        .putShort((short) program)
                        .putShort((short) bank)
                        .putShort((short) bag));
    }

    private static byte[] instrument(String name, int bag) {
        return bytes(little(22).put(text(name, 20)).putShort((short) bag));
    }

    private static byte[] sample() {
        return bytes(
                little(46)
                        .put(text("Sine", 20))
                        .putInt(0)
                        .putInt(PERIOD * PERIODS)
                        .putInt(PERIOD)
                        .putInt(PERIOD * (PERIODS - 1))
                        .putInt(RATE)
                        .put((byte) A4)
                        .put((byte) 0)
                        .putShort((short) 0)
                        .putShort((short) 1));
    }

    private static byte[] shorts(int... values) {
        ByteBuffer out = little(2 * values.length);
        for (int value : values) {
            out.putShort((short) value);
        }
        return bytes(out);
    }

    private static byte[] text(String text, int length) {
        return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), length);
    }

    private static byte[] list(String kind, byte[]... chunks) {
        return chunk("LIST", join(text(kind, 4), join(chunks)));
    }

    private static byte[] chunk(String id, byte[] content) {
        return bytes(
                little(8 + content.length).put(text(id, 4)).putInt(content.length).put(content));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer full) {
        byte[] bytes = new byte[full.capacity()];
        full.rewind().get(bytes);
        return bytes;
    }
}
