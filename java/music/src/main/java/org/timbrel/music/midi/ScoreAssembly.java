// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/**
 * Makes a score of a file's chunks: one track for every chunk, channel and program that plays a
 * note.
 *
 * <p>A program or a pedal that another chunk sets counts where a chunk sets none itself for the
 * channel: files of format 1 may keep all settings in their first chunk, and players know only
 * channels.
 */
final class ScoreAssembly {

    /** What all chunks that play together say of a channel of a port. */
    private static final class Shared {
        final TreeMap<Long, Integer> programs = new TreeMap<>();
        List<Pedal> pedals = new ArrayList<>();

        /** One list for all tracks, however many: what cannot change is not copied. */
        void close() {
            pedals.sort(Comparator.comparingLong(Pedal::tick));
            pedals = List.copyOf(pedals);
        }
    }

    private final Timing timing;
    private final List<Track> tracks = new ArrayList<>();
    private final TreeMap<Long, Tempo> tempos = new TreeMap<>();
    private final TreeMap<Long, Metre> metres = new TreeMap<>();

    private ScoreAssembly(Timing timing) {
        this.timing = timing;
    }

    /** Of chunks that play together. */
    static Score together(Timing timing, List<TrackChunk> chunks) {
        ScoreAssembly assembly = new ScoreAssembly(timing);
        assembly.add(chunks, 0);
        return assembly.score();
    }

    /** Of chunks that play one after the other, each with tempos and metres of its own. */
    static Score oneAfterTheOther(Timing timing, List<TrackChunk> chunks) {
        ScoreAssembly assembly = new ScoreAssembly(timing);
        long offset = 0;
        for (TrackChunk chunk : chunks) {
            assembly.tempos.put(offset, moved(Tempo.DEFAULT, offset));
            assembly.metres.put(offset, moved(Metre.DEFAULT, offset));
            assembly.add(List.of(chunk), offset);
            offset += chunk.end;
        }
        return assembly.score();
    }

    private Score score() {
        if (timing.smpte()) {
            return new Score(timing.ticksPerQuarter(), tracks, List.of(timing.tempo()), List.of());
        }
        return new Score(timing.ticksPerQuarter(), tracks, list(tempos), list(metres));
    }

    private static <T> List<T> list(Map<Long, T> byTick) {
        return List.copyOf(byTick.values());
    }

    private void add(List<TrackChunk> chunks, long offset) {
        Map<Integer, Shared> shared = shared(chunks);
        for (TrackChunk chunk : chunks) {
            for (Tempo tempo : chunk.tempos) {
                tempos.put(tempo.tick() + offset, moved(tempo, offset));
            }
            for (Metre metre : chunk.metres) {
                metres.put(metre.tick() + offset, moved(metre, offset));
            }
            for (int channel = 0; channel < MidiEvents.CHANNELS; channel++) {
                if (!chunk.channels.get(channel).notes.isEmpty()) {
                    addChannel(chunk, channel, shared.get(key(chunk, channel)), offset);
                }
            }
        }
    }

    private static Map<Integer, Shared> shared(List<TrackChunk> chunks) {
        Map<Integer, Shared> shared = new HashMap<>();
        for (TrackChunk chunk : chunks) {
            for (int i = 0; i < MidiEvents.CHANNELS; i++) {
                TrackChunk.Channel channel = chunk.channels.get(i);
                Shared all = shared.computeIfAbsent(key(chunk, i), port -> new Shared());
                channel.programs.forEach(all.programs::putIfAbsent);
                all.pedals.addAll(channel.pedals);
            }
        }
        shared.values().forEach(Shared::close);
        return shared;
    }

    private static int key(TrackChunk chunk, int channel) {
        return chunk.port * MidiEvents.CHANNELS + channel;
    }

    private void addChannel(TrackChunk chunk, int number, Shared shared, long offset) {
        TrackChunk.Channel channel = chunk.channels.get(number);
        TreeMap<Integer, List<Note>> byProgram = new TreeMap<>();
        for (Note note : channel.notes) {
            byProgram
                    .computeIfAbsent(
                            program(channel, shared, note.onset()), program -> new ArrayList<>())
                    .add(moved(note, offset));
        }
        List<Pedal> pedals =
                moved(channel.pedals.isEmpty() ? shared.pedals : channel.pedals, offset);
        byProgram.forEach(
                (program, notes) ->
                        tracks.add(
                                new Track(
                                        chunk.name,
                                        program,
                                        number == MidiEvents.PERCUSSION_CHANNEL,
                                        notes,
                                        pedals)));
    }

    private static int program(TrackChunk.Channel channel, Shared shared, long tick) {
        Map.Entry<Long, Integer> program = channel.programs.floorEntry(tick);
        if (program == null) {
            program = shared.programs.floorEntry(tick);
        }
        return program == null ? 0 : program.getValue();
    }

    private static Note moved(Note note, long offset) {
        return offset == 0
                ? note
                : new Note(note.onset() + offset, note.duration(), note.pitch(), note.velocity());
    }

    private static List<Pedal> moved(Collection<Pedal> pedals, long offset) {
        if (offset == 0) {
            return List.copyOf(pedals);
        }
        return pedals.stream()
                .map(pedal -> new Pedal(pedal.tick() + offset, pedal.down()))
                .collect(Collectors.toUnmodifiableList());
    }

    private static Tempo moved(Tempo tempo, long offset) {
        return new Tempo(tempo.tick() + offset, tempo.microsPerQuarter());
    }

    private static Metre moved(Metre metre, long offset) {
        return new Metre(metre.tick() + offset, metre.numerator(), metre.denominator());
    }
}
