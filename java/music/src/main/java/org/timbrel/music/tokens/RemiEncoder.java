// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.Arrays;
import java.util.List;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/** A score on its way to tokens; used once. */
final class RemiEncoder {

    /** The last position at which a note may end: some 17 million quarters of 8. */
    static final long MAX_POSITION = (1L << 27) - 1;

    /** Most notes of a score. */
    static final int MAX_NOTES = 1 << 21;

    /** How a note is packed, for sorting: position, program, pitch, its number. */
    private static final int PROGRAM_SHIFT = 28;

    private static final int PITCH_SHIFT = 21;
    private static final long GROUP = -1L << PITCH_SHIFT;

    private final RemiSpec spec;
    private final RemiLayout words;
    private final VelocityBins bins;
    private final Score score;
    private final TokenList out = new TokenList();

    private long[] keys;
    private int[] lengths;
    private byte[] velocities;
    private int notes;

    /** Tempos: [changes] positions and what is in force from them on. */
    private long[] tempoPositions = new long[0];

    private int[] tempoTokens = new int[0];
    private int changes;

    RemiEncoder(RemiSpec spec, RemiLayout words, Score score) {
        this.spec = spec;
        this.words = words;
        this.bins = new VelocityBins(spec.velocities());
        this.score = score;
    }

    int[] encode() {
        int count = score.noteCount();
        if (count > MAX_NOTES) {
            throw new IllegalArgumentException(
                    "%d notes are more than %d".formatted(count, MAX_NOTES));
        }
        keys = new long[count];
        lengths = new int[count];
        velocities = new byte[count];
        score.tracks().forEach(this::collect);
        Arrays.sort(keys, 0, notes);
        if (notes > 0) {
            merge();
            collectTempos();
            write();
        }
        out.add(words.end);
        return out.toArray();
    }

    /** Which of the spec's programs plays a track; -1: none. */
    static int program(RemiSpec spec, Track track) {
        int same =
                spec.programs().indexOf(track.percussion() ? RemiSpec.PERCUSSION : track.program());
        if (same >= 0 || track.percussion()) {
            return same;
        }
        for (int i = 0; i < spec.programs().size(); i++) {
            if (spec.programs().get(i) != RemiSpec.PERCUSSION) {
                return i;
            }
        }
        return -1;
    }

    private void collect(Track track) {
        int program = program(spec, track);
        if (program < 0) {
            return;
        }
        for (Note note : track.notes()) {
            if (note.pitch() < spec.lowPitch() || note.pitch() > spec.highPitch()) {
                continue;
            }
            long from = position(note.onset());
            long length = Math.max(1, position(note.end()) - from);
            if (from + length > MAX_POSITION) {
                throw new IllegalArgumentException(
                        "a note ends at position %d, after %d"
                                .formatted(from + length, MAX_POSITION));
            }
            keys[notes] =
                    from << 36
                            | (long) program << PROGRAM_SHIFT
                            | (long) note.pitch() << PITCH_SHIFT
                            | notes;
            lengths[notes] = (int) length;
            velocities[notes] = (byte) note.velocity();
            notes++;
        }
    }

    /** Makes one of unisons, as long as the longest and as loud as the loudest. */
    private void merge() {
        int kept = 0;
        for (int i = 0; i < notes; i++) {
            int here = number(keys[i]);
            if (kept > 0 && (keys[kept - 1] & GROUP) == (keys[i] & GROUP)) {
                int there = number(keys[kept - 1]);
                lengths[there] = Math.max(lengths[there], lengths[here]);
                velocities[there] = (byte) Math.max(velocities[there], velocities[here]);
            } else {
                keys[kept++] = keys[i];
            }
        }
        notes = kept;
    }

    private static int number(long key) {
        return (int) (key & ~GROUP);
    }

    /** Changes of the token, the last of each position, while anything sounds. */
    private void collectTempos() {
        if (words.tempos == 0) {
            return;
        }
        long end = 0;
        for (int i = 0; i < notes; i++) {
            end = Math.max(end, (keys[i] >>> 36) + lengths[number(keys[i])]);
        }
        List<Tempo> tempos = score.tempos();
        tempoPositions = new long[tempos.size()];
        tempoTokens = new int[tempos.size()];
        for (int i = 0; i < tempos.size(); i++) {
            long at = position(tempos.get(i).tick());
            boolean replaced = i + 1 < tempos.size() && position(tempos.get(i + 1).tick()) == at;
            int token = words.firstTempo + RemiLayout.tempo(tempos.get(i).microsPerQuarter());
            boolean same = changes > 0 && tempoTokens[changes - 1] == token;
            if (!replaced && !same && at < end) {
                tempoPositions[changes] = at;
                tempoTokens[changes++] = token;
            }
        }
    }

    private long position(long tick) {
        return PositionBars.position(tick, spec.positionsPerBeat(), score.ticksPerQuarter());
    }

    private void write() {
        PositionBars bars = new PositionBars(spec, words, score);
        out.add(words.bar);
        out.add(words.firstMetre + bars.metre());
        int note = 0;
        int tempo = 0;
        while (note < notes || tempo < changes) {
            long at = note < notes ? keys[note] >>> 36 : Long.MAX_VALUE;
            if (tempo < changes) {
                at = Math.min(at, tempoPositions[tempo]);
            }
            while (at >= bars.end()) {
                nextBar(bars);
            }
            out.add(words.firstPosition + (int) (at - bars.start()));
            if (tempo < changes && tempoPositions[tempo] == at) {
                out.add(tempoTokens[tempo++]);
            }
            int program = 0;
            while (note < notes && keys[note] >>> 36 == at) {
                program = writeNote(keys[note++], program);
            }
        }
    }

    private void nextBar(PositionBars bars) {
        int before = bars.metre();
        int length = (int) (bars.end() - bars.start());
        bars.advance();
        if (length < words.metreLengths[before]) {
            out.add(words.firstPosition + length);
            out.add(words.firstMetre + bars.metre());
        } else {
            out.add(words.bar);
            if (bars.metre() != before) {
                out.add(words.firstMetre + bars.metre());
            }
        }
    }

    private int writeNote(long key, int programBefore) {
        int program = (int) (key >>> PROGRAM_SHIFT) & 0xff;
        if (program != programBefore) {
            out.add(words.firstProgram + program - 1);
        }
        int pitch = (int) (key >>> PITCH_SHIFT) & 0x7f;
        out.add(words.firstPitch + pitch - spec.lowPitch());
        int number = number(key);
        if (bins.count() > 0) {
            out.add(words.firstVelocity + bins.bin(velocities[number]));
        }
        int length = lengths[number];
        for (; length > words.durations; length -= words.durations) {
            out.add(words.hold);
        }
        out.add(words.firstDuration + length - 1);
        return program;
    }
}
