// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says of a sound what a texture of it will not hold. */
final class SoundNotes {

    /**
     * Below this many seconds the held-out loss of the procedural stream was best after 20 steps of
     * training or fewer, and then rose; with 20 s after 40, with 40 s after 110.
     */
    private static final double LITTLE_SECONDS = 20;

    private static final int ENOUGH_SECONDS = 60;

    /** The dither of 16 bits has −77 dB in its loudest band. */
    private static final double SILENT_DB = -70;

    /** A sine has 0.1 dB, one with noise 50 dB below it 0.3; white noise 3, rain 4. */
    private static final double STEADY_DB = 1;

    /**
     * Drum loops have 0.5 to 0.98, tabla and marimba loops 0.82; rain, fire, wind, surf and steps
     * at random times 0.04 to 0.12.
     */
    private static final double RHYTHM = 0.5;

    /** What repeats faster than this is heard as roughness, and held. */
    private static final double BEAT_SECONDS = 0.15;

    private SoundNotes() {}

    /** One line each; none of a sound that can be held. */
    static List<String> of(String name, SoundTraits traits) {
        List<String> notes = new ArrayList<>();
        if (traits.loudestDb() < SILENT_DB) {
            notes.add(
                    text(
                            "%s is silent (%.0f dB at its loudest): there is nothing in it to learn",
                            name, traits.loudestDb()));
            return notes;
        }
        if (traits.seconds() < LITTLE_SECONDS) {
            notes.add(
                    text(
                            "%s has %.1f s: so little is soon learned by heart; %d s or more would do",
                            name, traits.seconds(), ENOUGH_SECONDS));
        }
        if (traits.movementDb() < STEADY_DB) {
            notes.add(
                    text(
                            "%s hardly moves (its levels vary by %.1f dB, noise by 3): there is no"
                                    + " texture in it, and a steady tone comes back as a band of"
                                    + " noise",
                            name, traits.movementDb()));
        }
        if (traits.rhythm() >= RHYTHM && traits.periodSeconds() >= BEAT_SECONDS) {
            notes.add(
                    text(
                            "%s repeats every %.2f s (its onsets agree by %.2f of 1): its sounds"
                                    + " will be held, its rhythm will not",
                            name, traits.periodSeconds(), traits.rhythm()));
        }
        return notes;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
