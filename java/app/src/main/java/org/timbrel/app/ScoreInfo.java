// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.timbrel.music.midi.MidiFile;
import org.timbrel.music.score.BarMap;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/**
 * What a MIDI file holds.
 *
 * @param midiFormat 0, 1 or 2
 * @param ticksPerQuarter of the score; where the file counts parts of frames, a quarter is half a
 *     second or one
 * @param smpte whether the file counts parts of frames
 * @param notes of all instruments
 * @param durationSeconds until the last note ends
 * @param bars that it takes, pickups too
 * @param metres in the order of time, equal ones that follow each other once; the first {@value
 *     #LISTED} of them
 * @param metreChanges how many there are after the first
 * @param quartersPerMinute the first tempo, the slowest and the fastest
 * @param tempoChanges how many there are after the first
 * @param lowestKey of notes that are not percussion, 0..127; -1 without any
 * @param highestKey likewise
 * @param instruments one a track that plays
 */
public record ScoreInfo(
        int midiFormat,
        int ticksPerQuarter,
        boolean smpte,
        int notes,
        double durationSeconds,
        long bars,
        List<String> metres,
        int metreChanges,
        TempoRange quartersPerMinute,
        int tempoChanges,
        int lowestKey,
        int highestKey,
        List<Instrument> instruments)
        implements FileInfo {

    private static final int LISTED = 8;
    private static final double MICROS_PER_MINUTE = 60e6;

    /** Quarters a minute. */
    public record TempoRange(double first, double slowest, double fastest) {}

    /**
     * A track.
     *
     * @param name without control characters; may be empty
     * @param program of General MIDI, 0..127
     * @param percussion whether its keys are drums
     * @param notes how many
     * @param pedals how often the sustain pedal is pressed
     */
    public record Instrument(String name, int program, boolean percussion, int notes, int pedals) {

        static Instrument of(Track track) {
            return new Instrument(
                    track.name().replaceAll("\\p{Cntrl}", "?"),
                    track.program(),
                    track.percussion(),
                    track.notes().size(),
                    (int) track.pedals().stream().filter(Pedal::down).count());
        }
    }

    public ScoreInfo {
        metres = List.copyOf(metres);
        instruments = List.copyOf(instruments);
    }

    static ScoreInfo of(MidiFile file) {
        Score score = file.score();
        IntSummaryStatistics micros =
                score.tempos().stream().mapToInt(Tempo::microsPerQuarter).summaryStatistics();
        List<String> metres =
                score.metres().stream()
                        .map(metre -> metre.numerator() + "/" + metre.denominator())
                        .toList();
        IntSummaryStatistics keys =
                score.tracks().stream()
                        .filter(track -> !track.percussion())
                        .flatMap(track -> track.notes().stream())
                        .mapToInt(Note::pitch)
                        .summaryStatistics();
        return new ScoreInfo(
                file.format(),
                score.ticksPerQuarter(),
                file.smpte(),
                score.noteCount(),
                new TempoMap(score).seconds(score.end()),
                new BarMap(score).barsUntil(score.end()),
                IntStream.range(0, metres.size())
                        .filter(i -> i == 0 || !metres.get(i).equals(metres.get(i - 1)))
                        .limit(LISTED)
                        .mapToObj(metres::get)
                        .toList(),
                metres.size() - 1,
                new TempoRange(
                        MICROS_PER_MINUTE / score.tempos().get(0).microsPerQuarter(),
                        MICROS_PER_MINUTE / micros.getMax(),
                        MICROS_PER_MINUTE / micros.getMin()),
                score.tempos().size() - 1,
                keys.getCount() == 0 ? -1 : keys.getMin(),
                keys.getCount() == 0 ? -1 : keys.getMax(),
                score.tracks().stream().map(Instrument::of).toList());
    }
}
