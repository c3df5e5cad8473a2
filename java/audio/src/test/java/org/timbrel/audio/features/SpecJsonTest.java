// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specs of damaged or foreign files: every refusal names the field in the spec's own words. */
class SpecJsonTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static String refusal(String json) throws JsonProcessingException {
        var tree = JSON.readTree(json);
        return assertThrows(IllegalArgumentException.class, () -> SpecJson.read(tree)).getMessage();
    }

    /** The spec of the kaldi profile, 16 kHz, with one field changed; also in its convention. */
    private static String refusal(String field, String value) throws JsonProcessingException {
        ObjectNode json = SpecJson.write(Profile.KALDI.spec());
        ObjectNode convention = (ObjectNode) json.get("convention");
        ObjectNode holder = convention.has(field) ? convention : json;
        holder.set(field, JSON.readTree(value));
        return refusal(json.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profile",
                "window",
                "melScale",
                "melNorm",
                "extras",
                "convention",
                "padding"
            })
    void nullIsRefusedByName(String field) throws JsonProcessingException {
        assertEquals(field + " is null: it needs a value", refusal(field, "null"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extras | [null] | extras [null] name none: leave it out",
                "extras | [\"energy\", \"energy\"] | extras [energy, energy] name one twice: leave it out",
                "extras | [\"loud\"] | extras loud is not understood",
                "extras | 3 | extras is not understood",
                "window | \"boxcar\" | window boxcar is not understood",
                "window | [] | window is not understood",
                "window | 0 | window 0 is not understood",
                "window | 7 | window 7 is not understood",
                "hopSamples | null | hopSamples is not understood",
                "hopSamples | \"ten\" | hopSamples ten is not understood",
                "hopSamples | {} | hopSamples is not understood",
                "hopSamples | 1e99 | hopSamples is not understood",
                "fminHz | null | fminHz is not understood",
                "pitch | 440 | pitch is not understood",
                "pitch | {\"minHz\": 50} | pitch.maxHz is missing",
                "pitch | {\"minHz\": 50, \"maxHz\": null} | pitch.maxHz is not understood",
                "convention | {} | convention.windowMs is missing",
                "convention | 1 | convention is not understood",
                "padding | \"wrap\" | convention.padding wrap is not understood",
                "dither | 1 | dither is no field of a spec",
                "windowMs | 1e12 | windowMs 1.0E12 is 2147483647 samples at 16000 Hz, outside 2..65536",
                "windowMs | 5000 | windowMs 5000.0 is 80000 samples at 16000 Hz, outside 2..65536",
                "windowMs | 0.1 | windowMs 0.1 is 1 samples at 16000 Hz, outside 2..65536",
                "windowMs | 50 | fftSize 512 is not enough for a window of 800 samples: use 1024"
            })
    void whatIsNotUnderstoodIsNamed(String field, String value, String message)
            throws JsonProcessingException {
        assertEquals(message, refusal(field, value));
    }

    @Test
    void missingFieldsAreNamed() throws JsonProcessingException {
        ObjectNode json = SpecJson.write(Profile.TEXTURE.spec());
        json.remove("melScale");
        assertEquals("melScale is missing", refusal(json.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "3", "\"texture\""})
    void whatIsNoObjectIsRefused(String json) throws JsonProcessingException {
        assertEquals("no object with the fields of a spec", refusal(json));
    }
}
