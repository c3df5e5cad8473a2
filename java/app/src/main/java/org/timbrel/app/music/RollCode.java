// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.measures.Conditioning;
import org.timbrel.music.roll.Grid;
import org.timbrel.music.roll.PianoRoll;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.TokenGrammar;

/** Piano rolls: a frame is a vector of zeros and ones. */
public final class RollCode implements MusicCode {

    private final PianoRollSpec spec;
    private final PianoRoll roll;

    /** Of a spec. */
    public RollCode(PianoRollSpec spec) {
        this.spec = spec;
        roll = new PianoRoll(spec);
    }

    @Override
    public Representation representation() {
        return Representation.PIANOROLL;
    }

    @Override
    public int dims() {
        return spec.width();
    }

    @Override
    public Head head() {
        return new Head.Bernoulli();
    }

    @Override
    public TokenGrammar grammar() {
        return null;
    }

    @Override
    public Timeline timeline() {
        if (spec.grid() instanceof Grid.Seconds) {
            return Timeline.SECONDS;
        }
        return spec.grid() instanceof Grid.Ticks ? Timeline.TICKS : Timeline.QUARTERS;
    }

    @Override
    public float[] encode(Score score) {
        return roll.encode(score);
    }

    @Override
    public float[] lead() {
        return new float[0];
    }

    @Override
    public float[] encodeOpen(Score score) {
        return roll.encode(score);
    }

    @Override
    public boolean isEnd(float[] frames, int at) {
        return false;
    }

    @Override
    public Score decode(float[] frames) {
        return roll.decode(frames);
    }

    @Override
    public Fresh fresh(float[] primer, float[] added) {
        long from = spec.grid().tick(primer.length / spec.width());
        Score score = roll.decode(added);
        List<Track> tracks = new ArrayList<>();
        for (Track track : score.tracks()) {
            tracks.add(
                    Track.of(
                            track.notes().stream()
                                    .map(note -> ScoreSpan.moved(note, from + note.onset()))
                                    .toList()));
        }
        return new Fresh(
                new Score(score.ticksPerQuarter(), tracks, score.tempos(), score.metres()), from);
    }

    @Override
    public Clock clock() {
        TempoMap tempos = new TempoMap(spec.grid().blank());
        long[] count = {0};
        return (frames, at) -> tempos.seconds(spec.grid().tick(++count[0]));
    }

    @Override
    public float[] measures(Score score, float[] frames) {
        return new Conditioning(Conditioning.WINDOW_SECONDS).ofRoll(roll, score);
    }

    @Override
    public String words() {
        return "%d keys%s, a frame every %s"
                .formatted(
                        spec.keys(), spec.onsets() ? " and their onsets" : "", spec.grid().text());
    }

    @Override
    public ObjectNode toJson() {
        return spec.toJson();
    }
}
