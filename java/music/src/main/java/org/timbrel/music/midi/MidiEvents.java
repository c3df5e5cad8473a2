// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

/** Bytes of the Standard MIDI Files specification 1.0 that both reader and writer need. */
final class MidiEvents {

    static final int CHANNELS = 16;

    /** Channel 10, counted from 0. */
    static final int PERCUSSION_CHANNEL = 9;

    static final int NOTE_OFF = 0x80;
    static final int NOTE_ON = 0x90;
    static final int CONTROL = 0xb0;
    static final int PROGRAM = 0xc0;
    static final int CHANNEL_PRESSURE = 0xd0;
    static final int SYSTEM = 0xf0;
    static final int SYSEX = 0xf0;
    static final int ESCAPE = 0xf7;
    static final int META = 0xff;

    static final int CONTROL_SUSTAIN = 64;
    static final int CONTROL_ALL_SOUND_OFF = 120;
    static final int CONTROL_RESET = 121;
    static final int CONTROL_ALL_NOTES_OFF = 123;

    /** From here on a pedal is down. */
    static final int PEDAL_DOWN = 64;

    static final int META_TEXT = 0x01;
    static final int META_NAME = 0x03;
    static final int META_PORT = 0x21;
    static final int META_END = 0x2f;
    static final int META_TEMPO = 0x51;
    static final int META_METRE = 0x58;

    private MidiEvents() {}
}
