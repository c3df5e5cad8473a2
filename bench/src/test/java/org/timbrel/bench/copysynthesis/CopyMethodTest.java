// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.vocoder.VocoderType;

class CopyMethodTest {

    private static List<String> names(String... names) {
        return CopyMethod.named(List.of(names)).stream().map(CopyMethod::name).toList();
    }

    @Test
    void everyProfileHasAMethodAndOursHaveEveryVocoder() {
        List<String> all = names();
        assertTrue(all.contains("texture/noise") && all.contains("pitched/phase"), all.toString());
        for (Profile profile : Profile.values()) {
            assertTrue(CopyMethod.all().stream().anyMatch(m -> m.profile() == profile));
        }
        assertTrue(names("pitched").size() >= 4);
        assertEquals(
                List.of("librosa/noise", "librosa/phase", "librosa/griffin-lim").stream()
                        .sorted()
                        .toList(),
                names("librosa").stream().sorted().toList());
        assertTrue(!all.contains("librosa/noise"), "where none is named, the best of others");
        // Nothing says where its harmonics would be.
        assertTrue(!all.contains("texture/harmonic"), all.toString());
    }

    @Test
    void aNameIsAProfileAVocoderOrBoth() {
        assertEquals(List.of("texture/noise"), names("Texture/Noise"));
        assertTrue(names("noise").containsAll(List.of("texture/noise", "pitched/noise")));
        assertTrue(names("texture").stream().allMatch(name -> name.startsWith("texture/")));
        assertEquals(
                List.of("texture/noise", "texture/phase"), names("texture/phase", "texture/noise"));
        String message =
                assertThrows(IllegalArgumentException.class, () -> names("texture/rain"))
                        .getMessage();
        assertTrue(
                message.startsWith("no method is called \"texture/rain\"; there are: "), message);
    }

    @Test
    void whatNeedsTheFileHasNoLatency() {
        CopyMethod noise = new CopyMethod(Profile.TEXTURE, VocoderType.NOISE);
        double ms = noise.latencyMilliseconds();
        // A window of 512 at 44.1 kHz is 11.6 ms.
        assertTrue(ms > 0 && ms <= 11.7, ms + " ms");
        CopyMethod whole = new CopyMethod(Profile.TEXTURE, VocoderType.GRIFFIN_LIM);
        assertTrue(Double.isNaN(whole.latencyMilliseconds()));
    }
}
