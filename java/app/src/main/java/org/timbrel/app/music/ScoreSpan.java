// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** Parts of scores in time. */
public final class ScoreSpan {

    private ScoreSpan() {}

    /** The tick so many seconds behind a tick, or the score's end if that is before. */
    public static long tick(Score score, long from, double seconds) {
        TempoMap tempos = new TempoMap(score);
        double time = tempos.seconds(from) + seconds;
        return time < tempos.seconds(score.end()) ? tempos.tick(time) : score.end();
    }

    /** What comes before a tick: notes that are on there end there, and the pedal goes up. */
    public static Score before(Score score, long tick) {
        return new Score(
                score.ticksPerQuarter(),
                score.tracks().stream().map(track -> before(track, tick)).toList(),
                score.tempos().stream().filter(tempo -> tempo.tick() < tick || tick == 0).toList(),
                score.metres().stream().filter(metre -> metre.tick() < tick || tick == 0).toList());
    }

    private static Track before(Track track, long tick) {
        List<Note> notes =
                track.notes().stream()
                        .filter(note -> note.onset() < tick)
                        .map(note -> endingBy(note, tick))
                        .toList();
        List<Pedal> pedals = new ArrayList<>();
        for (Pedal pedal : track.pedals()) {
            if (pedal.tick() < tick) {
                pedals.add(pedal);
            }
        }
        if (!pedals.isEmpty() && pedals.get(pedals.size() - 1).down()) {
            pedals.add(new Pedal(tick, false));
        }
        return new Track(track.name(), track.program(), track.percussion(), notes, pedals);
    }

    private static Note endingBy(Note note, long tick) {
        return new Note(
                note.onset(),
                Math.min(note.duration(), tick - note.onset()),
                note.pitch(),
                note.velocity());
    }

    /** What comes from a tick on, with that tick as the beginning; notes begin there or later. */
    public static Score from(Score score, long tick) {
        List<Track> tracks = new ArrayList<>();
        for (Track track : score.tracks()) {
            tracks.add(
                    new Track(
                            track.name(),
                            track.program(),
                            track.percussion(),
                            track.notes().stream()
                                    .filter(note -> note.onset() >= tick)
                                    .map(note -> moved(note, note.onset() - tick))
                                    .toList(),
                            track.pedals().stream()
                                    .filter(pedal -> pedal.tick() >= tick)
                                    .map(pedal -> new Pedal(pedal.tick() - tick, pedal.down()))
                                    .toList()));
        }
        List<Tempo> tempos = new ArrayList<>();
        for (Tempo tempo : score.tempos()) {
            if (tempo.tick() <= tick) {
                tempos.clear();
            }
            tempos.add(new Tempo(Math.max(0, tempo.tick() - tick), tempo.microsPerQuarter()));
        }
        List<Metre> metres = new ArrayList<>();
        for (Metre metre : score.metres()) {
            if (metre.tick() <= tick) {
                metres.clear();
            }
            long at = Math.max(0, metre.tick() - tick);
            metres.add(new Metre(at, metre.numerator(), metre.denominator()));
        }
        return new Score(score.ticksPerQuarter(), tracks, tempos, metres);
    }

    /** The same note at another time. */
    static Note moved(Note note, long onset) {
        return new Note(onset, note.duration(), note.pitch(), note.velocity());
    }
}
