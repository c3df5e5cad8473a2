// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/**
 * Writes Standard MIDI files of format 1: a chunk of tempos and metres, then one a track. The same
 * score gives the same bytes.
 *
 * <p>Every track has a channel of its own; after 15, or with a second track of percussion, on a
 * further port. What is written reads as the same score, but for tracks without notes, and for
 * notes on one key of which one lies within the other: they read as two that overlap, with the same
 * onsets and ends.
 */
public final class MidiWriter {

    private static final int MULTITRACK = 1;
    private static final int MAX_PORTS = 128;
    private static final int MELODIC_CHANNELS = MidiEvents.CHANNELS - 1;
    private static final int RELEASE_VELOCITY = 64;
    private static final int CLOCKS_PER_WHOLE = 96;
    private static final int THIRTY_SECONDS_PER_QUARTER = 8;

    /** The largest step between events that four bytes hold. */
    private static final long MAX_STEP = 0x0fff_ffff;

    /** What happens at a tick; of several things those of lower rank come first. */
    private record Timed(long tick, int rank, MidiMessage message) {

        static final int NOTE_OFF = 0;
        static final int CHANGE = 1;
        static final int NOTE_ON = 2;

        static final Comparator<Timed> ORDER =
                Comparator.comparingLong(Timed::tick).thenComparingInt(Timed::rank);
    }

    private final Sequence sequence;
    private int melodic;
    private int percussive;

    private MidiWriter(Score score) throws InvalidMidiDataException {
        sequence = new Sequence(Sequence.PPQ, score.ticksPerQuarter());
    }

    /**
     * Writes a file; its folder is made if it is not there.
     *
     * @throws MidiException if the score is longer than is read, or has more tracks than a file has
     *     channels
     * @throws IOException if it cannot be written
     */
    public static void write(Score score, Path file) throws IOException {
        byte[] bytes = bytes(score);
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.write(file, bytes);
    }

    /**
     * What {@link #write} writes.
     *
     * @throws MidiException if the score is longer than is read, or has more tracks than a file has
     *     channels
     */
    public static byte[] bytes(Score score) throws MidiException {
        ScoreLimits.requireLength(score);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MidiWriter writer = new MidiWriter(score);
            writer.addTimes(score);
            for (Track track : score.tracks()) {
                writer.addTrack(track);
            }
            MidiSystem.write(writer.sequence, MULTITRACK, bytes);
        } catch (MidiException e) {
            throw e;
        } catch (InvalidMidiDataException | IOException e) {
            throw new AssertionError("a score's values are in range, and memory can be written", e);
        }
        return bytes.toByteArray();
    }

    private void addTimes(Score score) throws InvalidMidiDataException {
        List<Timed> events = new ArrayList<>();
        for (Metre metre : score.metres()) {
            int power = Integer.numberOfTrailingZeros(metre.denominator());
            int clocksPerBeat = Math.max(1, CLOCKS_PER_WHOLE / metre.denominator());
            byte[] content = {
                (byte) metre.numerator(),
                (byte) power,
                (byte) clocksPerBeat,
                THIRTY_SECONDS_PER_QUARTER
            };
            events.add(change(metre.tick(), meta(MidiEvents.META_METRE, content)));
        }
        for (Tempo tempo : score.tempos()) {
            int micros = tempo.microsPerQuarter();
            byte[] content = {(byte) (micros >> 16), (byte) (micros >> 8), (byte) micros};
            events.add(change(tempo.tick(), meta(MidiEvents.META_TEMPO, content)));
        }
        addChunk(events);
    }

    private void addTrack(Track track) throws InvalidMidiDataException, MidiException {
        int channel = MidiEvents.PERCUSSION_CHANNEL;
        int port = track.percussion() ? percussive++ : melodic / MELODIC_CHANNELS;
        if (!track.percussion()) {
            channel = melodic++ % MELODIC_CHANNELS;
            channel += channel < MidiEvents.PERCUSSION_CHANNEL ? 0 : 1;
        }
        if (port >= MAX_PORTS) {
            throw new MidiException(
                    "more than %d instruments, or %d tracks of percussion: a file has no more channels"
                            .formatted(MAX_PORTS * MELODIC_CHANNELS, MAX_PORTS));
        }
        List<Timed> events = new ArrayList<>();
        if (!track.name().isEmpty()) {
            byte[] name = track.name().getBytes(StandardCharsets.UTF_8);
            events.add(change(0, meta(MidiEvents.META_NAME, name)));
        }
        if (port > 0) {
            events.add(change(0, meta(MidiEvents.META_PORT, new byte[] {(byte) port})));
        }
        events.add(change(0, voice(MidiEvents.PROGRAM, channel, track.program(), 0)));
        for (Pedal pedal : track.pedals()) {
            int value = pedal.down() ? Note.KEYS - 1 : 0;
            events.add(
                    change(
                            pedal.tick(),
                            voice(MidiEvents.CONTROL, channel, MidiEvents.CONTROL_SUSTAIN, value)));
        }
        for (Note note : track.notes()) {
            MidiMessage on = voice(MidiEvents.NOTE_ON, channel, note.pitch(), note.velocity());
            MidiMessage off = voice(MidiEvents.NOTE_OFF, channel, note.pitch(), RELEASE_VELOCITY);
            events.add(new Timed(note.onset(), Timed.NOTE_ON, on));
            events.add(new Timed(note.end(), Timed.NOTE_OFF, off));
        }
        addChunk(events);
    }

    private static Timed change(long tick, MidiMessage message) {
        return new Timed(tick, Timed.CHANGE, message);
    }

    private static MidiMessage meta(int type, byte[] content) throws InvalidMidiDataException {
        return new MetaMessage(type, content, content.length);
    }

    private static MidiMessage voice(int status, int channel, int first, int second)
            throws InvalidMidiDataException {
        return new ShortMessage(status, channel, first, second);
    }

    private void addChunk(List<Timed> events) throws InvalidMidiDataException {
        events.sort(Timed.ORDER);
        javax.sound.midi.Track chunk = sequence.createTrack();
        long tick = 0;
        for (Timed event : events) {
            while (event.tick() - tick > MAX_STEP) {
                tick += MAX_STEP;
                chunk.add(new MidiEvent(meta(MidiEvents.META_TEXT, new byte[0]), tick));
            }
            tick = event.tick();
            chunk.add(new MidiEvent(event.message(), tick));
        }
    }
}
