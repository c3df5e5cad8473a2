// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The notes of a score as messages to synthesizers of 16 channels: a channel a program, the tenth
 * for drums, and as many synthesizers as that takes. Notes of one program and key that overlap are
 * held until the last of them ends, as a channel has but one key of a kind.
 */
final class ChannelNotes {

    private static final int DRUMS = 9;
    private static final int MELODIC = 15;

    /**
     * A key goes down or up.
     *
     * @param sample when
     * @param synthesizer 0, 1, ..
     * @param channel 0..15
     * @param velocity 0: up
     */
    record Stroke(long sample, int synthesizer, int channel, int key, int velocity) {}

    private final List<Integer> programs;
    private final List<Stroke> strokes = new ArrayList<>();

    ChannelNotes(List<PlayedNote> notes) {
        TreeSet<Integer> used = new TreeSet<>();
        for (PlayedNote note : notes) {
            if (!note.percussion()) {
                used.add(note.program());
            }
        }
        programs = List.copyOf(used);
        Map<Integer, Integer> places = new HashMap<>();
        for (int program : programs) {
            places.put(program, places.size());
        }
        for (PlayedNote note : notes) {
            int place = note.percussion() ? 0 : places.get(note.program());
            int channel = note.percussion() ? DRUMS : channel(place);
            int synthesizer = place / MELODIC;
            strokes.add(
                    new Stroke(note.start(), synthesizer, channel, note.key(), note.velocity()));
            strokes.add(new Stroke(note.stop(), synthesizer, channel, note.key(), 0));
        }
        // Keys go up before others go down at the same time.
        strokes.sort(
                Comparator.comparingLong(Stroke::sample)
                        .thenComparingInt(stroke -> Math.min(1, stroke.velocity())));
    }

    private static int channel(int place) {
        int channel = place % MELODIC;
        return channel < DRUMS ? channel : channel + 1;
    }

    /** In the order of time. */
    List<Stroke> strokes() {
        return strokes;
    }

    /** Synthesizers that are needed, at least 1. */
    int synthesizers() {
        return Math.max(1, (programs.size() + MELODIC - 1) / MELODIC);
    }

    /** What a synthesizer's channels play: [channel] programs, -1: nothing. */
    int[] programs(int synthesizer) {
        int[] channels = new int[MELODIC + 1];
        Arrays.fill(channels, -1);
        int first = synthesizer * MELODIC;
        for (int p = first; p < Math.min(programs.size(), first + MELODIC); p++) {
            channels[channel(p)] = programs.get(p);
        }
        return channels;
    }
}
