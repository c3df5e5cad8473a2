// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** How much a MIDI file may hold, so that no file takes all memory or ends never. */
final class ScoreLimits {

    static final int MAX_FILE_BYTES = 64 << 20;
    static final int MAX_EVENTS = 1_000_000;
    static final int MAX_QUARTERS = 1_000_000;
    static final int MAX_HOURS = 100;

    private static final int SECONDS_PER_HOUR = 3600;

    private int events;

    /** Counts one more event of those that are kept. */
    void count() throws MidiException {
        if (++events > MAX_EVENTS) {
            throw new MidiException(
                    "more than %,d notes and other events; split it".formatted(MAX_EVENTS));
        }
    }

    /** Refuses what lasts too long. */
    static void requireLength(Score score) throws MidiException {
        long end = end(score);
        long quarters = end / score.ticksPerQuarter();
        if (quarters > MAX_QUARTERS) {
            throw new MidiException(
                    "absurd length: %,d quarters, above %,d".formatted(quarters, MAX_QUARTERS));
        }
        double hours = new TempoMap(score).seconds(end) / SECONDS_PER_HOUR;
        if (hours > MAX_HOURS) {
            throw new MidiException(
                    "absurd length: %,.0f hours, above %d".formatted(hours, MAX_HOURS));
        }
    }

    private static long end(Score score) {
        LongStream tracks =
                score.tracks().stream().mapToLong(track -> Math.max(track.end(), lastPedal(track)));
        LongStream changes =
                Stream.concat(
                                score.tempos().stream().map(Tempo::tick),
                                score.metres().stream().map(Metre::tick))
                        .mapToLong(Long::longValue);
        return LongStream.concat(tracks, changes).max().orElse(0);
    }

    private static long lastPedal(Track track) {
        List<Pedal> pedals = track.pedals();
        return pedals.isEmpty() ? 0 : pedals.get(pedals.size() - 1).tick();
    }
}
