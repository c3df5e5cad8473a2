// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A piece: what is played, and how ticks become beats, bars and seconds.
 *
 * @param ticksPerQuarter 1..{@value #MAX_TICKS}
 * @param tracks what instruments play
 * @param tempos in the order of time; the first at tick 0, put there if it is missing
 * @param metres likewise
 */
public record Score(
        int ticksPerQuarter, List<Track> tracks, List<Tempo> tempos, List<Metre> metres) {

    /** What a MIDI file's header holds. */
    public static final int MAX_TICKS = 0x7fff;

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Score {
        if (ticksPerQuarter < 1 || ticksPerQuarter > MAX_TICKS) {
            throw new IllegalArgumentException(
                    "ticksPerQuarter %d is outside 1..%d".formatted(ticksPerQuarter, MAX_TICKS));
        }
        tracks = List.copyOf(tracks);
        tempos = tempos.stream().sorted(Comparator.comparingLong(Tempo::tick)).toList();
        metres = metres.stream().sorted(Comparator.comparingLong(Metre::tick)).toList();
        if (tempos.isEmpty() || tempos.get(0).tick() > 0) {
            tempos = Stream.concat(Stream.of(Tempo.DEFAULT), tempos.stream()).toList();
        }
        if (metres.isEmpty() || metres.get(0).tick() > 0) {
            metres = Stream.concat(Stream.of(Metre.DEFAULT), metres.stream()).toList();
        }
    }

    /** The tick after which nothing sounds; 0 without notes. */
    public long end() {
        return tracks.stream().mapToLong(Track::end).max().orElse(0);
    }

    /** Notes of all tracks. */
    public int noteCount() {
        return tracks.stream().mapToInt(track -> track.notes().size()).sum();
    }
}
