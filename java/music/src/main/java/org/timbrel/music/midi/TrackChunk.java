// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Tempo;

/** What one track chunk of a file holds, in ticks from its own beginning. */
final class TrackChunk {

    /** What it says of one channel. */
    static final class Channel {
        final List<Note> notes = new ArrayList<>();
        final List<Pedal> pedals = new ArrayList<>();

        /** Programs by the tick from which they hold. */
        final TreeMap<Long, Integer> programs = new TreeMap<>();
    }

    final List<Channel> channels =
            Stream.generate(Channel::new).limit(MidiEvents.CHANNELS).toList();
    final List<Tempo> tempos = new ArrayList<>();
    final List<Metre> metres = new ArrayList<>();
    String name = "";

    /** Of the MIDI interface that it is for; each has 16 channels. */
    int port;

    /** The tick of its end. */
    long end;
}
