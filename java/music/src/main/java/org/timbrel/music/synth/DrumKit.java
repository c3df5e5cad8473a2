// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** The drums of General MIDI, key by key. */
final class DrumKit {

    private static final int FIRST = 35;
    private static final int HI_HAT = 1;
    private static final int WHISTLE = 2;
    private static final int GUIRO = 3;
    private static final int CUICA = 4;
    private static final int TRIANGLE = 5;

    private static final Drum[] DRUMS = {
        Drum.skin(48, 3, 0.5, 0.2), // 35 acoustic bass drum
        Drum.skin(55, 4, 0.4, 0.25), // 36 bass drum
        Drum.noise(1800, 0.8, 0.08, 0), // 37 side stick
        new Drum(185, 1.4, 0.6, 0.25, 3500, 1.6, 1, 0.25, 0), // 38 snare
        Drum.noise(1400, 1, 0.22, 0), // 39 clap
        new Drum(220, 1.3, 0.5, 0.2, 4500, 1.5, 1, 0.22, 0), // 40 electric snare
        Drum.skin(82, 1.6, 0.9, 0.15), // 41 low floor tom
        Drum.noise(9000, 0.7, 0.09, HI_HAT), // 42 closed hi-hat
        Drum.skin(98, 1.6, 0.9, 0.15), // 43 high floor tom
        Drum.noise(7000, 0.7, 0.12, HI_HAT), // 44 pedal hi-hat
        Drum.skin(123, 1.5, 0.8, 0.15), // 45 low tom
        Drum.noise(8500, 0.7, 0.9, HI_HAT), // 46 open hi-hat
        Drum.skin(147, 1.5, 0.8, 0.15), // 47 low-mid tom
        Drum.skin(175, 1.5, 0.7, 0.15), // 48 high-mid tom
        Drum.noise(6000, 1.4, 2.5, 0), // 49 crash
        Drum.skin(208, 1.5, 0.7, 0.15), // 50 high tom
        new Drum(3300, 1, 0.15, 2, 7500, 0.8, 1, 1.8, 0), // 51 ride
        Drum.noise(4500, 1.2, 2, 0), // 52 china
        new Drum(1250, 1, 0.7, 1.5, 5000, 0.8, 0.5, 0.8, 0), // 53 ride bell
        Drum.noise(8000, 0.6, 0.3, 0), // 54 tambourine
        Drum.noise(7000, 1.2, 1.4, 0), // 55 splash
        Drum.struck(560, 0.35), // 56 cowbell
        Drum.noise(6500, 1.4, 2.5, 0), // 57 crash 2
        Drum.noise(2500, 0.3, 0.9, 0), // 58 vibraslap
        new Drum(3000, 1, 0.15, 2, 7000, 0.8, 1, 1.8, 0), // 59 ride 2
        Drum.skin(400, 1.2, 0.25, 0.2), // 60 high bongo
        Drum.skin(300, 1.2, 0.3, 0.2), // 61 low bongo
        Drum.skin(330, 1.1, 0.12, 0.3), // 62 mute high conga
        Drum.skin(320, 1.2, 0.4, 0.2), // 63 open high conga
        Drum.skin(220, 1.2, 0.45, 0.2), // 64 low conga
        Drum.skin(480, 1.2, 0.4, 0.3), // 65 high timbale
        Drum.skin(350, 1.2, 0.45, 0.3), // 66 low timbale
        Drum.struck(900, 0.4), // 67 high agogo
        Drum.struck(680, 0.4), // 68 low agogo
        Drum.noise(6500, 0.5, 0.1, 0), // 69 cabasa
        Drum.noise(8000, 0.5, 0.07, 0), // 70 maracas
        Drum.struck(2300, 0.2).in(WHISTLE), // 71 short whistle
        Drum.struck(2200, 0.6).in(WHISTLE), // 72 long whistle
        Drum.noise(3500, 0.4, 0.1, GUIRO), // 73 short guiro
        Drum.noise(3500, 0.4, 0.35, GUIRO), // 74 long guiro
        Drum.struck(2500, 0.08), // 75 claves
        Drum.struck(1200, 0.1), // 76 high wood block
        Drum.struck(850, 0.12), // 77 low wood block
        Drum.skin(600, 1.5, 0.15, 0.1).in(CUICA), // 78 mute cuica
        Drum.skin(450, 1.5, 0.4, 0.1).in(CUICA), // 79 open cuica
        Drum.struck(4200, 0.2).in(TRIANGLE), // 80 mute triangle
        Drum.struck(4200, 2.5).in(TRIANGLE), // 81 open triangle
    };

    // A click, for keys that General MIDI leaves free.
    private static final Drum OTHER = Drum.noise(2500, 1, 0.06, 0);

    private DrumKit() {}

    /** The drum of a key, 0..127. */
    static Drum of(int key) {
        int index = key - FIRST;
        return index >= 0 && index < DRUMS.length ? DRUMS[index] : OTHER;
    }
}
