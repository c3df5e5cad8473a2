// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.io.IOException;

/** A file is no MIDI file, is damaged, or holds more than is read; one line says which. */
public final class MidiException extends IOException {

    private static final long serialVersionUID = 1;

    MidiException(String message) {
        super(message);
    }
}
