// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.util.List;
import org.timbrel.music.score.Tempo;

/**
 * What a tick is, as a file's header says.
 *
 * @param ticksPerQuarter 1..32767
 * @param tempo what holds all the time; null if the file's tempos count
 */
record Timing(int ticksPerQuarter, Tempo tempo) {

    private static final int SMPTE = 0x8000;

    /** Frames a second of film and television; 29 stands for 30000/1001. */
    private static final List<Integer> FRAME_RATES = List.of(24, 25, 29, 30);

    private static final int HALF_SECOND = 500_000;
    private static final int SECOND = 1_000_000;

    /** Half a second of 29.97 frames a second counted as 30: 15·1001/30000 s, a whole number. */
    private static final int HALF_DROP_SECOND = 500_500;

    boolean smpte() {
        return tempo != null;
    }

    /**
     * Where ticks are parts of a frame, a quarter is half a second or, at 25 frames, a second: then
     * ticks stay as they are, and time is exact.
     *
     * @param division of the header: ticks a quarter, or the negative frame rate and ticks a frame
     */
    static Timing of(int division) throws MidiException {
        if (division < SMPTE) {
            if (division == 0) {
                throw new MidiException("division 0: ticks a quarter are at least 1");
            }
            return new Timing(division, null);
        }
        int frameRate = -(byte) (division >> 8);
        int ticksPerFrame = division & 0xff;
        if (ticksPerFrame == 0 || !FRAME_RATES.contains(frameRate)) {
            throw new MidiException(
                    "SMPTE timing of %d frames a second and %d ticks a frame is outside %s and 1..255"
                            .formatted(frameRate, ticksPerFrame, FRAME_RATES));
        }
        return switch (frameRate) {
            case 24 -> new Timing(12 * ticksPerFrame, new Tempo(0, HALF_SECOND));
            case 25 -> new Timing(25 * ticksPerFrame, new Tempo(0, SECOND));
            case 29 -> new Timing(15 * ticksPerFrame, new Tempo(0, HALF_DROP_SECOND));
            default -> new Timing(15 * ticksPerFrame, new Tempo(0, HALF_SECOND));
        };
    }
}
