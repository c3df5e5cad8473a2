// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Vowels by the first three formants of men, in hertz (G. E. Peterson, H. L. Barney, JASA 24,
 * 1952).
 */
enum Vowel {
    BEAT(270, 2_290, 3_010),
    BIT(390, 1_990, 2_550),
    BET(530, 1_840, 2_480),
    BAT(660, 1_720, 2_410),
    BUT(640, 1_190, 2_390),
    FATHER(730, 1_090, 2_440),
    BOUGHT(570, 840, 2_410),
    BOOK(440, 1_020, 2_240),
    BOOT(300, 870, 2_240),
    BIRD(490, 1_350, 1_690),
    /** The neutral tube of 17.5 cm, open at the lips: odd multiples of 500 Hz. */
    ABOUT(500, 1_500, 2_500);

    private static final Vowel[] ALL = values();

    private final double firstHz;
    private final double secondHz;
    private final double thirdHz;

    Vowel(double firstHz, double secondHz, double thirdHz) {
        this.firstHz = firstHz;
        this.secondHz = secondHz;
        this.thirdHz = thirdHz;
    }

    double firstHz() {
        return firstHz;
    }

    double secondHz() {
        return secondHz;
    }

    double thirdHz() {
        return thirdHz;
    }

    /** One syllable in three is unstressed and neutral, as in English. */
    static Vowel any(RandomSource random) {
        return random.chance(0.35) ? ABOUT : ALL[(int) (random.uniform() * ALL.length)];
    }
}
