// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.score.BarMap;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** The beginning of a piece that new music goes on from. */
public final class Primer {

    private final MusicCode code;
    private final Score score;
    private final float[] frames;
    private final double seconds;
    private final long end;

    /**
     * The first seconds of a piece; notes that are on at their end stop there.
     *
     * @param seconds above 0
     * @throws IllegalArgumentException if there is no note in them, or they are too long to be said
     */
    public Primer(Score piece, double seconds, MusicCode code) {
        TempoMap tempos = new TempoMap(piece);
        end = Math.min(piece.end(), tempos.tick(seconds));
        score = ScoreSpan.before(piece, end);
        if (score.noteCount() == 0) {
            throw new IllegalArgumentException(
                    "no note begins in its first %s s".formatted(seconds));
        }
        this.code = code;
        this.seconds = tempos.seconds(end);
        frames = code.encodeOpen(score);
        if (frames.length == 0) {
            throw new IllegalArgumentException(
                    "its first %s s are too short for a frame".formatted(seconds));
        }
    }

    /** How long it is, at most as long as was asked for. */
    public double seconds() {
        return seconds;
    }

    /**
     * How much longer what is new lasts behind the primer as it was than as its frames say, since
     * the primer's tempo goes on.
     */
    public double pace() {
        Score image = code.decode(frames);
        double here = new TempoMap(score).microsPerQuarter(end);
        double there = new TempoMap(image).microsPerQuarter(image.end());
        return switch (code.timeline()) {
            case SECONDS -> 1;
            case QUARTERS -> here / there;
            case TICKS -> here / score.ticksPerQuarter() / (there / image.ticksPerQuarter());
        };
    }

    /** [frames,D], without an end. */
    public float[] frames() {
        return frames.clone();
    }

    /**
     * What the network is told with its frames.
     *
     * @param wished [C], of what is new: its style holds for the primer too
     * @return [frames,C]
     */
    public float[] told(ConditionSpec conditions, float[] wished) {
        float[] rows = conditions.rows(code.measures(score, frames), "");
        int size = conditions.size();
        int style = size - conditions.styles().size();
        for (int row = 0; row < rows.length; row += size) {
            System.arraycopy(wished, style, rows, row + style, size - style);
        }
        return rows;
    }

    /**
     * The primer, note by note as it was, and what is new behind it; what is new but begins before
     * its end is left out.
     *
     * @param added [frames,D]
     * @param limit seconds of what is new
     */
    public Score continued(float[] added, double limit) {
        Fresh fresh = code.fresh(frames, added);
        TickMap map = new TickMap(code.timeline(), fresh.score(), score);
        List<Track> tracks = new ArrayList<>(score.tracks());
        for (Track track : fresh.score().tracks()) {
            int own = alike(tracks, track);
            Track before =
                    own < 0
                            ? new Track(
                                    "", track.program(), track.percussion(), List.of(), List.of())
                            : tracks.get(own);
            Track after = joined(before, track, map);
            if (own < 0) {
                tracks.add(after);
            } else {
                tracks.set(own, after);
            }
        }
        List<Tempo> tempos = new ArrayList<>(score.tempos());
        List<Metre> metres = new ArrayList<>(score.metres());
        long last = Math.max(end, map.tick(fresh.from()));
        if (code.timeline() == MusicCode.Timeline.QUARTERS) {
            fresh.score().tempos().stream()
                    .filter(tempo -> tempo.tick() > fresh.from())
                    .forEach(
                            tempo ->
                                    tempos.add(
                                            new Tempo(
                                                    map.tick(tempo.tick()),
                                                    tempo.microsPerQuarter())));
            fresh.score().metres().stream()
                    .filter(metre -> metre.tick() > fresh.from())
                    .forEach(
                            metre ->
                                    metres.add(
                                            new Metre(
                                                    map.tick(metre.tick()),
                                                    metre.numerator(),
                                                    metre.denominator())));
        }
        Score whole = new Score(score.ticksPerQuarter(), tracks, tempos, metres);
        return ScoreSpan.before(whole, Math.max(last, ScoreSpan.tick(whole, last, limit)));
    }

    /** Of as many as there are the first of this instrument; −1: none. */
    private static int alike(List<Track> tracks, Track wanted) {
        for (int k = 0; k < tracks.size(); k++) {
            Track track = tracks.get(k);
            if (track.percussion() == wanted.percussion()
                    && (track.percussion() || track.program() == wanted.program())) {
                return k;
            }
        }
        return -1;
    }

    private Track joined(Track before, Track added, TickMap map) {
        List<Note> notes = new ArrayList<>(before.notes());
        for (Note note : added.notes()) {
            long onset = map.tick(note.onset());
            long duration = map.tick(note.end()) - onset;
            if (onset >= end && duration > 0) {
                notes.add(new Note(onset, duration, note.pitch(), note.velocity()));
            }
        }
        return new Track(
                before.name(), before.program(), before.percussion(), notes, before.pedals());
    }

    /**
     * What is new alone. Where there are bars it begins with the bar that the primer ended in.
     *
     * @param added [frames,D]
     * @param limit seconds of it
     */
    public Score added(float[] added, double limit) {
        Fresh fresh = code.fresh(frames, added);
        long from = fresh.from();
        if (code.timeline() == MusicCode.Timeline.QUARTERS) {
            from = new BarMap(fresh.score()).at(from).start();
        }
        long to = ScoreSpan.tick(fresh.score(), fresh.from(), limit);
        return ScoreSpan.from(ScoreSpan.before(fresh.score(), to), from);
    }
}
