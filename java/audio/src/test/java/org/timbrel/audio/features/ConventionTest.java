// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConventionTest {

    @ParameterizedTest
    @EnumSource
    void everyProfileComesBackFromJson(Profile profile) {
        assertEquals(profile.spec(), SpecJson.read(SpecJson.write(profile.spec())));
    }

    /** Files older than the field were all computed as librosa does. */
    @ParameterizedTest
    @EnumSource(names = {"LIBROSA", "TEXTURE", "PITCHED"})
    void olderFilesHaveNone(Profile profile) {
        ObjectNode json = SpecJson.write(profile.spec());
        json.remove("convention");
        assertEquals(profile.spec(), SpecJson.read(json));
    }

    @ParameterizedTest
    @CsvSource({
        "windowMs, 0.0, 'windowMs 0.0 is not over 0, or none'",
        "sampleScale, -1.0, sampleScale -1.0 is not over 0",
        "preEmphasis, 1.5, preEmphasis 1.5 is not in 0..1",
        "floor, 0.0, floor 0.0 is not over 0"
    })
    void everyLimitIsNamedWithItsValue(String field, double value, String message) {
        ObjectNode json = SpecJson.write(Profile.KALDI.spec());
        ((ObjectNode) json.get("convention")).put(field, value);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> SpecJson.read(json))
                        .getMessage());
    }

    @Test
    void unknownFieldsAreRefused() {
        ObjectNode json = SpecJson.write(Profile.HTK.spec());
        ((ObjectNode) json.get("convention")).put("dither", 1);
        assertThrows(IllegalArgumentException.class, () -> SpecJson.read(json));
    }
}
