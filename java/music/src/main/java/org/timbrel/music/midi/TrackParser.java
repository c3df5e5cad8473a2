// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Tempo;

/** Reads the events of one track chunk. */
final class TrackParser {

    private static final int MAX_DENOMINATOR_POWER = 7;

    private final ByteCursor bytes;
    private final ScoreLimits limits;
    private final TrackChunk chunk = new TrackChunk();
    private final List<OpenNotes> open = new ArrayList<>();
    private final boolean[] pedalDown = new boolean[MidiEvents.CHANNELS];
    private long tick;

    private TrackParser(ByteCursor bytes, ScoreLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
        for (TrackChunk.Channel channel : chunk.channels) {
            open.add(new OpenNotes(channel.notes));
        }
    }

    /**
     * @throws MidiException if an event is damaged or cut off, or there are too many
     */
    static TrackChunk parse(ByteCursor bytes, ScoreLimits limits) throws MidiException {
        return new TrackParser(bytes, limits).parse();
    }

    private TrackChunk parse() throws MidiException {
        int running = 0;
        boolean ended = false;
        while (!ended && bytes.left() > 0) {
            tick += bytes.variable();
            int status = bytes.next();
            if (status < 0x80) {
                if (running == 0) {
                    throw new MidiException(
                            "damaged: data byte %d at byte %d where an event should begin"
                                    .formatted(status, bytes.at() - 1));
                }
                bytes.back();
                status = running;
            }
            if (status < MidiEvents.SYSTEM) {
                running = status;
                channelEvent(status & 0xf0, status & 0x0f);
            } else if (status == MidiEvents.META) {
                ended = metaEvent();
            } else if (status == MidiEvents.SYSEX || status == MidiEvents.ESCAPE) {
                // Running status goes on behind it: the specification says no, but files do so.
                bytes.part(bytes.variable(), "a system message");
            } else {
                throw new MidiException(
                        "damaged: status 0x%x at byte %d does not belong in a file"
                                .formatted(status, bytes.at() - 1));
            }
        }
        // Notes that hang, and files without an end: both end where the last event is.
        open.forEach(notes -> notes.endAll(tick));
        chunk.end = tick;
        return chunk;
    }

    private void channelEvent(int kind, int channel) throws MidiException {
        int first = bytes.data();
        int second =
                kind == MidiEvents.PROGRAM || kind == MidiEvents.CHANNEL_PRESSURE
                        ? 0
                        : bytes.data();
        switch (kind) {
            case MidiEvents.NOTE_ON -> {
                if (second == 0) {
                    open.get(channel).end(tick, first);
                } else {
                    limits.count();
                    open.get(channel).begin(tick, first, second);
                }
            }
            case MidiEvents.NOTE_OFF -> open.get(channel).end(tick, first);
            case MidiEvents.CONTROL -> control(channel, first, second);
            case MidiEvents.PROGRAM -> {
                limits.count();
                chunk.channels.get(channel).programs.put(tick, first);
            }
            default -> {} // Bends and pressure: a score has none.
        }
    }

    private void control(int channel, int controller, int value) throws MidiException {
        switch (controller) {
            case MidiEvents.CONTROL_SUSTAIN -> pedal(channel, value >= MidiEvents.PEDAL_DOWN);
            case MidiEvents.CONTROL_RESET -> pedal(channel, false);
            case MidiEvents.CONTROL_ALL_SOUND_OFF, MidiEvents.CONTROL_ALL_NOTES_OFF ->
                    open.get(channel).endAll(tick);
            default -> {} // Volume, pan and the like: a score has none.
        }
    }

    private void pedal(int channel, boolean down) throws MidiException {
        if (down != pedalDown[channel]) {
            limits.count();
            pedalDown[channel] = down;
            chunk.channels.get(channel).pedals.add(new Pedal(tick, down));
        }
    }

    /** Whether it was the end. */
    private boolean metaEvent() throws MidiException {
        int type = bytes.data();
        ByteCursor content = bytes.part(bytes.variable(), "a meta event");
        switch (type) {
            case MidiEvents.META_END -> {
                return true;
            }
            case MidiEvents.META_NAME -> {
                if (chunk.name.isEmpty()) {
                    chunk.name = text(content);
                }
            }
            case MidiEvents.META_PORT -> {
                if (content.left() > 0) {
                    chunk.port = content.next();
                }
            }
            case MidiEvents.META_TEMPO -> {
                limits.count();
                chunk.tempos.add(tempo(content));
            }
            case MidiEvents.META_METRE -> {
                limits.count();
                chunk.metres.add(metre(content));
            }
            default -> {} // Texts, keys, markers: a score has none.
        }
        return false;
    }

    private Tempo tempo(ByteCursor content) throws MidiException {
        int at = content.at();
        require(content, "tempo", 3);
        int micros = (int) content.number(3);
        if (micros == 0) {
            throw new MidiException(
                    "tempo 0 at byte %d: microseconds a quarter are at least 1".formatted(at));
        }
        return new Tempo(tick, micros);
    }

    private Metre metre(ByteCursor content) throws MidiException {
        int at = content.at();
        require(content, "time signature", 2);
        int numerator = content.next();
        int power = content.next();
        if (numerator == 0 || power > MAX_DENOMINATOR_POWER) {
            throw new MidiException(
                    "time signature %d/2^%d at byte %d is outside 1..255/2^0..%d"
                            .formatted(numerator, power, at, MAX_DENOMINATOR_POWER));
        }
        return new Metre(tick, numerator, 1 << power);
    }

    private static void require(ByteCursor content, String what, int size) throws MidiException {
        if (content.left() < size) {
            throw new MidiException(
                    "damaged: %s of %d bytes at byte %d; it has at least %d"
                            .formatted(what, content.left(), content.at(), size));
        }
    }

    /** UTF-8 where it is that; a byte a character elsewhere, as old programs wrote. */
    private static String text(ByteCursor content) {
        byte[] bytes = content.rest();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
