// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.Locale;

/** What kind of piece is composed. */
public enum Style {
    /** Four voices in chords that move by the rules of voice leading. */
    CHORALE,
    /** A tune over bass and chords in a pattern, half of them with percussion. */
    DANCE;

    /** In small letters. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
