// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.app.TextureSounds.Input;
import org.timbrel.nn.train.InsufficientDataException;

class TextureSoundsTest {

    private static Input input(String name, String... files) {
        return new Input(name, List.of(files).stream().map(Path::of).toList());
    }

    @Test
    void anArgumentIsASound() {
        TextureSounds sounds =
                new TextureSounds(
                        List.of("fire"),
                        List.of(
                                input("in/rain", "in/rain/1.wav", "in/rain/2.wav"),
                                input("empty"),
                                input("a/fire.wav", "a/fire.wav"),
                                input("in", "in/rain/1.wav", "in/x, y=z.wav")));
        assertEquals(List.of("fire", "rain", "fire-2", "in"), sounds.names());
        assertEquals(1, sounds.of("in/rain/1.wav"), "of the first that names it");
        assertEquals(2, sounds.of("a/fire.wav"));
        assertEquals(3, sounds.of("in/x, y=z.wav"));
    }

    @Test
    void namesHaveNothingThatConditionsAreSplitAt() {
        assertEquals("x__y_z_1", TextureSounds.nameOf("in/x, y=z:1.wav"));
        assertEquals(".hidden", TextureSounds.nameOf(".hidden"));
    }

    @Test
    void whatIsHeldOutBelongsToTheSoundOfItsName() {
        TextureSounds sounds =
                new TextureSounds(
                        List.of(), List.of(input("t/rain", "a.wav"), input("t/fire", "b.wav")));
        sounds.addHeldOut(List.of(input("v/fire", "c.wav")));
        assertEquals(1, sounds.of("c.wav"));
        assertEquals(
                "v/wind is held out of no sound: there are rain, fire to train on",
                assertThrows(
                                InsufficientDataException.class,
                                () -> sounds.addHeldOut(List.of(input("v/wind", "d.wav"))))
                        .getMessage());
        TextureSounds one = new TextureSounds(List.of(), List.of(input("t/rain", "a.wav")));
        one.addHeldOut(List.of(input("v", "c.wav")));
        assertEquals(0, one.of("c.wav"));
    }

    @Test
    void soundsOfOneNameAreToldApartByTheirFolders() {
        TextureSounds sounds =
                new TextureSounds(
                        List.of(),
                        List.of(
                                input("learn/town/rain", "1.wav"),
                                input("learn/wood/rain", "2.wav"),
                                input("learn/fire", "3.wav")));
        assertEquals(List.of("rain", "rain-2", "fire"), sounds.names());
        sounds.addHeldOut(
                List.of(
                        input("judge/wood/rain", "4.wav"),
                        input("judge/town/rain.wav", "5.wav"),
                        input("judge/rain-2", "6.wav")));
        assertEquals(1, sounds.of("4.wav"));
        assertEquals(0, sounds.of("5.wav"));
        assertEquals(1, sounds.of("6.wav"), "as the second one is called");
        assertEquals(
                "judge/sea/rain could be held out of rain, rain-2: call it by one of these names,"
                        + " or lay it in a folder called as that of its sound",
                assertThrows(
                                InsufficientDataException.class,
                                () -> sounds.addHeldOut(List.of(input("judge/sea/rain", "7.wav"))))
                        .getMessage());
    }
}
