// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.roll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PianoRollSpecTest {

    @Test
    void comesBackFromJson() throws JsonProcessingException {
        PianoRollSpec spec = new PianoRollSpec(new Grid.Seconds(128 / 44100.0), 0, 128, true);
        String text = spec.toJson().toString();
        assertEquals(spec, PianoRollSpec.read(new ObjectMapper().readTree(text)));
        assertEquals(256, spec.width());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t",
                "0t",
                "-1t",
                "99999t",
                "1/0",
                "0/8",
                "1/1000",
                "65/1",
                "0.0001s",
                "9s",
                "NaNs",
                "8",
                "1 /8",
                "99999999999t"
            })
    void refusesOtherGrids(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Grid.parse(text));
        assertTrue(refused.getMessage().startsWith("grid "), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"representation":"remi"} | representation remi is not pianoroll
                    {"representation":"pianoroll"} | grid is missing
                    {"representation":"pianoroll","grid":240} | grid is 240, not a string
                    {"representation":"pianoroll","grid":"240t","lowKey":21,"keys":108,"onsets":true} | 108 keys from 21 on are outside 0..127
                    {"representation":"pianoroll","grid":"240t","lowKey":21,"keys":88,"onsets":1} | onsets is 1, not a boolean
                    {"representation":"pianoroll","grid":"240t","lowKey":21,"keys":88,"onsets":true,"x":1} | x is no field of this spec
                    [] | a spec is a JSON object, not []
                    """)
    void refusesOtherJson(String json, String message) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> PianoRollSpec.read(new ObjectMapper().readTree(json)));
        assertEquals(message, refused.getMessage());
    }
}
