// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.io.ByteArrayOutputStream;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.Track;

/** Track chunks with or without running status, written here so that both are sure. */
final class RunningStatus {

    private RunningStatus() {}

    static byte[] chunk(Track track, boolean running) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long tick = 0;
        int last = 0;
        for (int i = 0; i < track.size(); i++) {
            MidiEvent event = track.get(i);
            variable(out, event.getTick() - tick);
            tick = event.getTick();
            byte[] bytes = event.getMessage().getMessage();
            int status = bytes[0] & 0xff;
            int from = running && status == last ? 1 : 0;
            out.write(bytes, from, event.getMessage().getLength() - from);
            last = status < MidiEvents.SYSTEM ? status : 0;
        }
        return MidiBytes.chunk("MTrk", out.toByteArray());
    }

    private static void variable(ByteArrayOutputStream out, long value) {
        for (int shift = 21; shift > 0; shift -= 7) {
            if (value >> shift > 0) {
                out.write((int) (0x80 | ((value >> shift) & 0x7f)));
            }
        }
        out.write((int) (value & 0x7f));
    }
}
