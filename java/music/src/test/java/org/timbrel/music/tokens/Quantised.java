// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** What tokenizers keep of a score, written down plainly from what their Javadoc says. */
final class Quantised {

    private Quantised() {}

    /** Notes by program and, within it, by onset and pitch. */
    static List<Track> remi(Score score, RemiSpec spec) {
        int perBeat = spec.positionsPerBeat();
        long tick = Math.max(1, 480 / perBeat);
        LongUnaryOperator position = at -> nearest(at, perBeat, score.ticksPerQuarter());
        Map<Integer, Map<String, Note>> programs = new LinkedHashMap<>();
        spec.programs().forEach(program -> programs.put(program, new TreeMap<>()));
        for (Track track : score.tracks()) {
            Integer program = program(track, spec);
            for (Note note : track.notes()) {
                if (program == null
                        || note.pitch() < spec.lowPitch()
                        || note.pitch() > spec.highPitch()) {
                    continue;
                }
                long from = position.applyAsLong(note.onset());
                long to = Math.max(from + 1, position.applyAsLong(note.end()));
                Note kept =
                        new Note(
                                from * tick,
                                (to - from) * tick,
                                note.pitch(),
                                velocity(note.velocity(), spec.velocities()));
                programs.get(program)
                        .merge(from + " " + note.pitch(), kept, Quantised::longestAndLoudest);
            }
        }
        List<Track> tracks = new ArrayList<>();
        programs.forEach(
                (program, notes) -> {
                    if (!notes.isEmpty()) {
                        boolean drums = program == RemiSpec.PERCUSSION;
                        List<Note> all = List.copyOf(notes.values());
                        tracks.add(new Track("", drums ? 0 : program, drums, all, List.of()));
                    }
                });
        return tracks;
    }

    private static Integer program(Track track, RemiSpec spec) {
        int own = track.percussion() ? RemiSpec.PERCUSSION : track.program();
        if (spec.programs().contains(own)) {
            return own;
        }
        return track.percussion()
                ? null
                : spec.programs().stream()
                        .filter(program -> program != RemiSpec.PERCUSSION)
                        .findFirst()
                        .orElse(null);
    }

    private static Note longestAndLoudest(Note one, Note other) {
        return new Note(
                one.onset(),
                Math.max(one.duration(), other.duration()),
                one.pitch(),
                Math.max(one.velocity(), other.velocity()));
    }

    /** floor(tick · perBeat / ticksPerQuarter + 1/2). */
    private static long nearest(long tick, int perBeat, int ticksPerQuarter) {
        BigInteger doubled =
                BigInteger.valueOf(tick)
                        .multiply(BigInteger.valueOf(2L * perBeat))
                        .add(BigInteger.valueOf(ticksPerQuarter));
        return doubled.divide(BigInteger.valueOf(2L * ticksPerQuarter)).longValueExact();
    }

    private static int velocity(int velocity, int bins) {
        if (bins == 0) {
            return 80;
        }
        double width = 128.0 / bins;
        return (int) ((Math.floor(velocity / width) + 0.5) * width);
    }

    /** Where bars begin up to a position: those of metres, cut by the next metre. */
    static List<Long> barStarts(Score score, int perBeat, long until) {
        List<Long> starts = new ArrayList<>();
        List<Metre> metres = score.metres();
        for (int i = 0; i < metres.size(); i++) {
            Metre metre = metres.get(i);
            long begin = nearest(metre.tick(), perBeat, score.ticksPerQuarter());
            long end =
                    i + 1 < metres.size()
                            ? nearest(metres.get(i + 1).tick(), perBeat, score.ticksPerQuarter())
                            : Long.MAX_VALUE;
            for (long bar = 0; ; bar++) {
                // In whole notes bars are exact; positions are rounded from there.
                long at =
                        begin + nearest(bar * metre.numerator(), 4 * perBeat, metre.denominator());
                if (at >= end || at > until) {
                    break;
                }
                if (starts.isEmpty() || at > starts.get(starts.size() - 1)) {
                    starts.add(at);
                }
            }
        }
        return starts;
    }

    /** One track of notes in milliseconds, a key sounding once at a time. */
    static List<Track> performance(Score score, PerformanceSpec spec) {
        TempoMap tempos = new TempoMap(score);
        int millis = spec.stepMillis();
        Map<Integer, TreeMap<Long, Note>> keys = new TreeMap<>();
        for (Track track : score.tracks()) {
            for (Note note : track.notes()) {
                if (track.percussion()
                        || note.pitch() < spec.lowPitch()
                        || note.pitch() > spec.highPitch()) {
                    continue;
                }
                long from = Math.round(tempos.seconds(note.onset()) * 1000 / millis);
                long to = Math.round(tempos.seconds(silent(note, track)) * 1000 / millis);
                Note kept =
                        new Note(
                                from * millis,
                                Math.max(1, to - from) * millis,
                                note.pitch(),
                                note.velocity());
                keys.computeIfAbsent(note.pitch(), pitch -> new TreeMap<>())
                        .merge(from, kept, Quantised::longestAndLoudest);
            }
        }
        List<Note> notes = new ArrayList<>();
        for (TreeMap<Long, Note> key : keys.values()) {
            key.forEach(
                    (from, note) -> {
                        Long next = key.higherKey(from);
                        long end = next == null ? note.end() : Math.min(note.end(), next * millis);
                        notes.add(
                                new Note(
                                        note.onset(),
                                        end - note.onset(),
                                        note.pitch(),
                                        velocity(note.velocity(), spec.velocities())));
                    });
        }
        return notes.isEmpty()
                ? List.of()
                : List.of(new Track("", spec.program(), false, notes, List.of()));
    }

    private static long silent(Note note, Track track) {
        boolean down = false;
        for (Pedal pedal : track.pedals()) {
            if (pedal.tick() < note.end()) {
                down = pedal.down();
            } else if (down && !pedal.down()) {
                return pedal.tick();
            }
        }
        return down ? track.end() : note.end();
    }

    /** The nearest of 30, 31.8, … 240 quarters a minute, by ratio. */
    static List<Tempo> tempos(Score score, RemiSpec spec, long end) {
        long tick = Math.max(1, 480 / spec.positionsPerBeat());
        TreeMap<Long, Integer> changes = new TreeMap<>();
        for (Tempo tempo : score.tempos()) {
            int best = 0;
            for (int i = 1; i <= 36; i++) {
                if (octaves(tempo, i) < octaves(tempo, best)) {
                    best = i;
                }
            }
            changes.put(
                    nearest(tempo.tick(), spec.positionsPerBeat(), score.ticksPerQuarter()),
                    (int) Math.round(60e6 / (30 * Math.pow(2, best / 12.0))));
        }
        List<Tempo> tempos = new ArrayList<>();
        changes.headMap(end)
                .forEach(
                        (at, micros) -> {
                            int last = tempos.size() - 1;
                            if (last < 0 || tempos.get(last).microsPerQuarter() != micros) {
                                tempos.add(new Tempo(at * tick, micros));
                            }
                        });
        return tempos;
    }

    private static double octaves(Tempo tempo, int step) {
        double quarters = 60e6 / tempo.microsPerQuarter();
        return Math.abs(Math.log(quarters / (30 * Math.pow(2, step / 12.0))));
    }
}
