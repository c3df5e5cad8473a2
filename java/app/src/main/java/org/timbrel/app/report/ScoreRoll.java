// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.timbrel.music.score.BarMap;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** A piano roll: the notes of a piece over time, stronger where they are louder. */
public final class ScoreRoll implements Block {

    private static final int COLOURS = 4;
    private static final int LOUDNESSES = 4;
    private static final int LOWEST_SPAN = 12;
    private static final int SEMITONE = 5;
    private static final int HEIGHT_MIN = 120;
    private static final int HEIGHT_MAX = 260;
    private static final double CLOSEST_BARS = 0.012;

    private final String title;
    private final Score score;
    private final TempoMap tempos;
    private final double from;
    private final double to;
    private final int low;
    private final int high;
    private final double primer;

    private ScoreRoll(
            String title, Score score, double from, double to, int low, int high, double primer) {
        this.title = title;
        this.score = score;
        this.from = from;
        this.to = to;
        this.low = low;
        this.high = high;
        this.primer = primer;
        tempos = new TempoMap(score);
    }

    /** The whole of it, over the pitches that it has. */
    public static ScoreRoll of(String title, Score score) {
        double end = new TempoMap(score).seconds(score.end());
        int[] pitches =
                score.tracks().stream()
                        .filter(track -> !track.percussion())
                        .flatMap(track -> track.notes().stream())
                        .mapToInt(Note::pitch)
                        .toArray();
        int low = IntStream.of(pitches).min().orElse(60);
        int high = IntStream.of(pitches).max().orElse(71);
        return new ScoreRoll(title, score, 0, Math.max(1e-3, end), low, high, 0);
    }

    /** The same over a stretch of time, in seconds from the beginning of the piece. */
    public ScoreRoll seconds(double newFrom, double newTo) {
        if (!(newFrom >= 0) || !(newTo > newFrom)) {
            throw new IllegalArgumentException(
                    "%s..%s s is no stretch of time".formatted(newFrom, newTo));
        }
        return new ScoreRoll(title, score, newFrom, newTo, low, high, primer);
    }

    /** The same over other pitches, such as those of several pieces. */
    public ScoreRoll pitches(int newLow, int newHigh) {
        if (newLow > newHigh) {
            throw new IllegalArgumentException("pitches %d..%d".formatted(newLow, newHigh));
        }
        return new ScoreRoll(title, score, from, to, newLow, newHigh, primer);
    }

    /** The same with its beginning shaded: what was given, not made. */
    public ScoreRoll primer(double seconds) {
        return new ScoreRoll(title, score, from, to, low, high, seconds);
    }

    /** At least an octave, and a semitone free at either end. */
    private int bottom() {
        return low - 1 - Math.max(0, LOWEST_SPAN - (high - low)) / 2;
    }

    private int rows() {
        return Math.max(high + 2 - bottom(), LOWEST_SPAN + 2);
    }

    @Override
    public String html() {
        int height = Math.max(HEIGHT_MIN, Math.min(HEIGHT_MAX, SEMITONE * rows()));
        Panel panel = Panel.wide(title, title + ", piano roll", height);
        if (primer > from) {
            panel.shade((Math.min(primer, to) - from) / (to - from));
        }
        bars(panel);
        notes().forEach((style, rectangles) -> panel.rectangles("note " + style, rectangles));
        return panel.below(Axis.linear("time (s)", from, to, 8)).left(octaves()).html();
    }

    private void bars(Panel panel) {
        BarMap bars = new BarMap(score);
        double last = 0;
        for (long index = bars.at(tempos.tick(from)).index(); ; index++) {
            double x = (tempos.seconds(bars.bar(index).start()) - from) / (to - from);
            if (x >= 1) {
                return;
            }
            if (x - last > CLOSEST_BARS) {
                panel.upright("rule", x);
                last = x;
            }
        }
    }

    /** Rectangles by their style: which colour, how strong. */
    private Map<String, List<double[]>> notes() {
        Map<String, List<double[]>> notes = new TreeMap<>();
        int colour = 0;
        for (Track track : score.tracks()) {
            if (track.percussion() || track.notes().isEmpty()) {
                continue;
            }
            for (Note note : track.notes()) {
                double begin = (tempos.seconds(note.onset()) - from) / (to - from);
                double end = (tempos.seconds(note.end()) - from) / (to - from);
                if (end > 0 && begin < 1) {
                    double left = Math.max(0, begin);
                    double y = (double) (note.pitch() - bottom()) / rows();
                    int loudness = note.velocity() * LOUDNESSES / Note.KEYS;
                    notes.computeIfAbsent(
                                    String.format(Locale.ROOT, "c%d v%d", colour, loudness),
                                    style -> new ArrayList<>())
                            .add(new double[] {left, y, Math.min(1, end) - left, 1.0 / rows()});
                }
            }
            colour = (colour + 1) % COLOURS;
        }
        return notes;
    }

    /** Every C; C4 is key 60. */
    private Axis octaves() {
        List<Axis.Tick> ticks = new ArrayList<>();
        for (int pitch = 0; pitch <= 120; pitch += 12) {
            double y = (pitch - bottom() + 0.5) / rows();
            if (y >= 0 && y <= 1) {
                ticks.add(new Axis.Tick(y, "C" + (pitch / 12 - 1)));
            }
        }
        return new Axis("pitch", ticks);
    }
}
