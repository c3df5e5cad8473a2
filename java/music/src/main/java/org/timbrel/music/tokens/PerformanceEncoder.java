// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.Arrays;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** A score on its way to events in time; used once. */
final class PerformanceEncoder {

    /** The last step at which a note may end: half a year of 10 ms. */
    private static final long MAX_STEP = (1L << 35) - 1;

    /** How a note is packed, for sorting: pitch, step, its number. */
    private static final int NOTE_PITCH_SHIFT = 56;

    private static final int NOTE_STEP_SHIFT = 21;
    private static final long NUMBER = (1L << NOTE_STEP_SHIFT) - 1;

    /** How an event is packed: step, whether it is a NoteOn, pitch, velocity. */
    private static final int EVENT_STEP_SHIFT = 15;

    private static final int EVENT_PITCH_SHIFT = 7;
    private static final long ON = 1 << 14;

    private final PerformanceSpec spec;
    private final PerformanceLayout words;
    private final VelocityBins bins;
    private final Score score;

    private long[] keys;
    private long[] ends;
    private byte[] velocities;
    private int notes;

    PerformanceEncoder(PerformanceSpec spec, PerformanceLayout words, Score score) {
        this.spec = spec;
        this.words = words;
        this.bins = new VelocityBins(spec.velocities());
        this.score = score;
    }

    int[] encode() {
        int count = score.noteCount();
        if (count > RemiEncoder.MAX_NOTES) {
            throw new IllegalArgumentException(
                    "%d notes are more than %d".formatted(count, RemiEncoder.MAX_NOTES));
        }
        keys = new long[count];
        ends = new long[count];
        velocities = new byte[count];
        TempoMap tempos = new TempoMap(score);
        for (Track track : score.tracks()) {
            if (!track.percussion()) {
                collect(track, tempos);
            }
        }
        Arrays.sort(keys, 0, notes);
        return write(events());
    }

    private void collect(Track track, TempoMap tempos) {
        HeldNotes held = new HeldNotes(track);
        for (Note note : track.notes()) {
            if (note.pitch() < spec.lowPitch() || note.pitch() > spec.highPitch()) {
                continue;
            }
            long from = step(tempos, note.onset());
            long end = Math.max(from + 1, step(tempos, held.silent(note.end())));
            if (end > MAX_STEP) {
                throw new IllegalArgumentException(
                        "a note ends at step %d, after %d".formatted(end, MAX_STEP));
            }
            keys[notes] = (long) note.pitch() << NOTE_PITCH_SHIFT | from << NOTE_STEP_SHIFT | notes;
            ends[notes] = end;
            velocities[notes] = (byte) note.velocity();
            notes++;
        }
    }

    private long step(TempoMap tempos, long tick) {
        return Math.round(tempos.seconds(tick) * 1000 / spec.stepMillis());
    }

    /** NoteOffs and NoteOns in their order; of a key, one note at a time. */
    private long[] events() {
        long[] events = new long[2 * notes];
        int count = 0;
        for (int i = 0; i < notes; ) {
            long group = keys[i] >>> NOTE_STEP_SHIFT;
            long end = 0;
            int velocity = 0;
            for (; i < notes && keys[i] >>> NOTE_STEP_SHIFT == group; i++) {
                int number = (int) (keys[i] & NUMBER);
                end = Math.max(end, ends[number]);
                velocity = Math.max(velocity, velocities[number]);
            }
            long pitch = keys[i - 1] >>> NOTE_PITCH_SHIFT;
            if (i < notes && keys[i] >>> NOTE_PITCH_SHIFT == pitch) {
                end = Math.min(end, step(keys[i]));
            }
            long key = pitch << EVENT_PITCH_SHIFT;
            events[count++] = step(keys[i - 1]) << EVENT_STEP_SHIFT | ON | key | velocity;
            events[count++] = end << EVENT_STEP_SHIFT | key;
        }
        long[] sorted = Arrays.copyOf(events, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static long step(long key) {
        return (key & (1L << NOTE_PITCH_SHIFT) - 1) >>> NOTE_STEP_SHIFT;
    }

    private int[] write(long[] events) {
        TokenList out = new TokenList();
        long now = 0;
        int loudness = bins.bin(VelocityBins.PLAIN);
        for (long event : events) {
            long step = event >>> EVENT_STEP_SHIFT;
            writeShift(step - now, out);
            now = step;
            int pitch = (int) (event >>> EVENT_PITCH_SHIFT) & 0x7f;
            if ((event & ON) == 0) {
                out.add(words.firstOff + pitch - spec.lowPitch());
                continue;
            }
            int bin = bins.bin((int) (event & 0x7f));
            if (bins.count() > 0 && bin != loudness) {
                out.add(words.firstVelocity + bin);
                loudness = bin;
            }
            out.add(words.firstOn + pitch - spec.lowPitch());
        }
        out.add(words.end);
        return out.toArray();
    }

    private void writeShift(long steps, TokenList out) {
        long left = steps;
        for (; left >= words.shifts; left -= words.shifts) {
            out.add(words.firstShift + words.shifts - 1);
        }
        if (left > 0) {
            out.add(words.firstShift + (int) left - 1);
        }
    }
}
