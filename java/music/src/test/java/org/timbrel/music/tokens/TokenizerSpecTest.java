// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

final class TokenizerSpecTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("org.timbrel.music.tokens.TokenizerPropertyTest#specs")
    void comesBackFromJson(TokenizerSpec spec) throws JsonProcessingException {
        JsonNode json = JSON.readTree(spec.toJson().toString());
        TokenizerSpec back = TokenizerSpec.read(json);
        assertEquals(spec, back);
        assertEquals(spec.open().names(), back.open().names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    remi | positionsPerBeat | 0 | positionsPerBeat 0 is outside 1..96
                    remi | positionsPerBeat | 8.5 | positionsPerBeat is 8.5, not a 32-bit integer
                    remi | metres | [] | metres [] are none, or one comes twice
                    remi | metres | ["4/4","4/4"] | metres [4/4, 4/4] are none, or one comes twice
                    remi | metres | ["4:4"] | metre '4:4' is not written as 3/4 is
                    remi | metres | ["4/3"] | denominator 3 is no power of two up to 128
                    remi | metres | ["1/64"] | metre 1/64 has no whole number of positions at 8 a beat
                    remi | metres | [4] | metres holds 4
                    remi | lowPitch | 109 | keys 109..108 are outside 0..127 or none
                    remi | highPitch | 128 | keys 21..128 are outside 0..127 or none
                    remi | velocities | 65 | velocities 65 is outside 0..64
                    remi | programs | [129] | program 129 is outside 0..128
                    remi | programs | "0" | programs is "0", not a list
                    remi | tempos | 1 | tempos is 1, not a boolean
                    remi | microsPerQuarter | 0 | microsPerQuarter 0 is outside 1..16777215
                    remi | beats | 1 | beats is no field of this spec
                    performance | stepMillis | 0 | stepMillis 0 is outside 1..1000
                    performance | maxSteps | 1001 | maxSteps 1001 is outside 1..1000
                    performance | program | 128 | program 128 is outside 0..127
                    performance | representation | "pianoroll" | representation pianoroll is neither remi nor performance
                    """)
    void refusesOtherJson(String name, String field, String value, String message)
            throws JsonProcessingException {
        ObjectNode json = TokenizerSpec.named(name).toJson();
        json.set(field, JSON.readTree(value));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> TokenizerSpec.read(json));
        assertEquals(message, refused.getMessage());
        json.remove(field);
        if (!message.endsWith("no field of this spec")) {
            IllegalArgumentException missing =
                    assertThrows(IllegalArgumentException.class, () -> TokenizerSpec.read(json));
            assertEquals(field + " is missing", missing.getMessage());
        }
    }

    @Test
    void refusesATableThatIsTooLarge() {
        RemiSpec wide = RemiSpec.DEFAULT.withPositionsPerBeat(24);
        assertTrue(wide.open().grammar().states() > 3000);
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> RemiSpec.DEFAULT.withPositionsPerBeat(96));
        assertTrue(
                refused.getMessage().endsWith("take fewer positions, or shorter and fewer metres"));
    }

    @Test
    void fitsToTheMetresOfMostBarsThatTheTableHolds() {
        List<Score> scores = new ArrayList<>();
        for (int numerator = 1; numerator <= 40; numerator++) {
            // The longer a bar, the more of them; 1/128 has no whole positions.
            scores.add(piece(new Metre(0, numerator, 8), numerator));
            scores.add(piece(new Metre(0, numerator, 128), 1));
        }
        RemiSpec fitted = RemiSpec.DEFAULT.fittedTo(scores);
        Grammar grammar = fitted.open().grammar();
        assertTrue(grammar.states() * grammar.tokens() <= 1 << 18);
        assertEquals(new TimeSignature(40, 8), fitted.metres().get(0));
        assertTrue(fitted.metres().size() > 1);
        assertEquals(RemiSpec.DEFAULT, RemiSpec.DEFAULT.fittedTo(List.of()));
        assertEquals(9, PerformanceSpec.DEFAULT.fittedTo(scores).program());
    }

    private static Score piece(Metre metre, int bars) {
        Note note = new Note(0, bars * metre.ticksPerBar(480), 60, 80);
        Track track = new Track("", 9, false, List.of(note), List.of());
        return new Score(480, List.of(track), List.of(new Tempo(0, 600_000)), List.of(metre));
    }
}
