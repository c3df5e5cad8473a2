// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.musical.BeatSpectrum.Tempo;
import org.timbrel.audio.musical.MusicalPortrait;
import org.timbrel.music.compose.Composer;
import org.timbrel.music.compose.Corpus;
import org.timbrel.music.compose.PieceSpec;
import org.timbrel.music.measures.ScoreMeasures;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;
import org.timbrel.music.synth.BuiltInSynthesizer;
import org.timbrel.music.synth.ScoreSound;

/** What the measures hear in a rendered piece is what was written. */
class HeardMusicTest {

    private static final int RATE_HZ = 22050;
    private static final Map<String, PieceSpec> CORPUS = Corpus.pieces();

    private static MusicalPortrait portrait(Score score) throws IOException {
        try (ScoreSound sound = new BuiltInSynthesizer().open(score, RATE_HZ, 1)) {
            float[] samples = new float[Math.toIntExact(sound.samples())];
            for (int at = 0; at < samples.length; ) {
                int read = sound.read(samples, at, samples.length - at);
                assertTrue(read > 0);
                at += read;
            }
            return MusicalPortrait.of(new AudioClip(samples, RATE_HZ));
        }
    }

    private static Score score(String name) {
        return Composer.compose(CORPUS.get(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chorale-01-c-major-4-4",
                "chorale-05-e-major-3-4",
                "chorale-10-e-flat-major-4-4",
                "dance-01-d-major-4-4",
                "dance-10-f-major-4-4",
                "dance-15-e-minor-3-4"
            })
    void pitchClassesAreThoseOfTheScore(String name) throws IOException {
        Score score = score(name);
        double[] heard = portrait(score).chroma().histogram();
        double product = 0;
        double power = 0;
        double otherPower = 0;
        for (int i = 0; i < heard.length; i++) {
            double written = ScoreMeasures.of(score).pitchClasses().get(i);
            product += heard[i] * written;
            power += heard[i] * heard[i];
            otherPower += written * written;
        }
        // Overtones and loud notes weigh; over all 36 pieces it is 0.98 to 1, 0.99 on average.
        assertTrue(product / Math.sqrt(power * otherPower) > 0.97, name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chorale-01-c-major-4-4",
                "dance-02-a-major-3-4",
                "dance-05-f-sharp-major-3-4",
                "dance-10-f-major-4-4"
            })
    void onsetsAreThoseOfTheScore(String name) throws IOException {
        Score score = score(name);
        TempoMap tempos = new TempoMap(score);
        double[] written =
                score.tracks().stream()
                        .map(Track::notes)
                        .flatMap(Collection::stream)
                        .mapToLong(Note::onset)
                        .distinct()
                        .mapToDouble(tempos::seconds)
                        .toArray();
        double[] heard = portrait(score).onsets().seconds();
        long found =
                Arrays.stream(written)
                        .filter(w -> Arrays.stream(heard).anyMatch(h -> Math.abs(h - w) < 0.05))
                        .count();
        // An organ and whatever is struck or plucked; nearly all of both are the same.
        assertTrue(found >= 0.85 * written.length, found + " of " + written.length);
        assertEquals(written.length, heard.length, 0.15 * written.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chorale-02-g-major-3-4", "chorale-13-c-major-4-4", "dance-02-a-major-3-4",
                "dance-07-a-flat-major-4-4", "dance-11-c-major-5-4", "dance-13-d-major-4-4"
            })
    void theTempoIsThatOfTheScore(String name) throws IOException {
        Score score = score(name);
        double written = 60e6 / score.tempos().get(0).microsPerQuarter();
        Tempo heard = portrait(score).onsets().beat().tempo();
        assertEquals(written, heard.bpm(), 0.01 * written);
    }
}
