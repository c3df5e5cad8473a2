// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The pieces that come with Timbrel: 18 of each style, in every metre and in many keys. */
public final class Corpus {

    private static final int PIECES_PER_STYLE = 18;

    /** Six of 4/4, five of 3/4, four of 6/8, three of 5/4. */
    private static final List<Pulse> PULSES =
            List.of(
                    Pulse.COMMON,
                    Pulse.WALTZ,
                    Pulse.JIG,
                    Pulse.COMMON,
                    Pulse.WALTZ,
                    Pulse.QUINTUPLE,
                    Pulse.COMMON,
                    Pulse.WALTZ,
                    Pulse.JIG,
                    Pulse.COMMON,
                    Pulse.QUINTUPLE,
                    Pulse.WALTZ,
                    Pulse.COMMON,
                    Pulse.JIG,
                    Pulse.WALTZ,
                    Pulse.COMMON,
                    Pulse.QUINTUPLE,
                    Pulse.JIG);

    /** Goes through all twelve tonics. */
    private static final int FIFTH = 7;

    private Corpus() {}

    /** By file names without the ending: {@code chorale-01-c-major-4-4}. */
    public static Map<String, PieceSpec> pieces() {
        Map<String, PieceSpec> pieces = new LinkedHashMap<>();
        for (Style style : Style.values()) {
            for (int i = 0; i < PIECES_PER_STYLE; i++) {
                PieceSpec spec = piece(style, i);
                String name =
                        String.format(
                                Locale.ROOT,
                                "%s-%02d-%s-%s",
                                style.label(),
                                i + 1,
                                spec.key().label(),
                                spec.pulse().label());
                pieces.put(name, spec);
            }
        }
        return Collections.unmodifiableMap(pieces);
    }

    private static PieceSpec piece(Style style, int i) {
        boolean chorale = style == Style.CHORALE;
        int fifths = chorale ? i : i + 2;
        Key key = new Key(FIFTH * fifths % Key.OCTAVE, i % 3 == 2);
        int forms = (Phrase.MAX_BARS - Phrase.MIN_BARS) / Phrase.BARS + 1;
        int bars = Phrase.MIN_BARS + Phrase.BARS * (i * 5 % forms);
        long seed = (chorale ? 100L : 200L) + i;
        return new PieceSpec(style, key, PULSES.get(i), bars, i % 4 == 3, seed);
    }
}
