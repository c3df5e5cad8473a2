// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.pitch.NoteTracker;
import org.timbrel.audio.pitch.TrackedNote;
import org.timbrel.audio.pitch.TrackedNotes;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.TempoMap;
import org.timbrel.music.score.Track;

/** Writes down the notes of a sound with one voice as a MIDI file. */
public final class TranscribeJob {

    /** Quarters a minute where no tempo is given. */
    public static final double DEFAULT_BPM = 120;

    /** The slowest tempo that a MIDI file can hold, rounded up. */
    public static final double MIN_BPM = 4;

    /** The fastest. */
    public static final double MAX_BPM = 1000;

    private static final int TICKS_PER_QUARTER = 480;
    // The loudest note's; a note 40 dB softer has a tenth of it.
    private static final int LOUDEST_VELOCITY = 100;

    private final double quartersPerMinute;
    private final int program;
    private final boolean force;

    /**
     * What was heard.
     *
     * @param output a MIDI file
     * @param notes how many
     * @param lowest key, 0..127
     * @param highest key
     * @param tuningCents how far the voice is above A4 = 440 Hz
     * @param seconds of sound
     */
    public record Transcribed(
            Path output, int notes, int lowest, int highest, double tuningCents, double seconds) {}

    /**
     * @param quartersPerMinute {@value #MIN_BPM}..{@value #MAX_BPM}: what the file says; the notes
     *     keep their times in seconds whatever it is
     * @param program that plays them, 0..127
     * @param force whether an output that exists is replaced
     */
    public TranscribeJob(double quartersPerMinute, int program, boolean force) {
        this.quartersPerMinute = quartersPerMinute;
        this.program = program;
        this.force = force;
    }

    /**
     * Writes down {@code input}.
     *
     * @throws IOException if it cannot be read, holds no notes, or they cannot be written
     */
    public Transcribed run(Path input, Path output, Progress progress) throws IOException {
        OutputFile.check(output, force);
        OutputFile.tryFolder(output);
        TrackedNotes heard = listen(input, progress);
        if (heard.notes().isEmpty()) {
            throw new InputException(
                    input, new IOException("no notes found: no voice with a pitch"));
        }
        Score score = score(heard.notes());
        OutputFile.write(output, force, path -> MidiWriter.write(score, path));
        return new Transcribed(
                output,
                heard.notes().size(),
                heard.notes().stream().mapToInt(TrackedNote::key).min().orElseThrow(),
                heard.notes().stream().mapToInt(TrackedNote::key).max().orElseThrow(),
                heard.tuningCents(),
                heard.seconds());
    }

    private static TrackedNotes listen(Path input, Progress progress) throws IOException {
        try (SampleReader sound = SoundFile.open(input)) {
            long samples = SoundFile.samples(input);
            progress.start(
                    "transcribe", samples, () -> samples / sound.sampleRateHz() + " s of sound");
            return NoteTracker.track(
                    new MeteredReader(sound, (count, rate) -> progress.advance(count)));
        } catch (InputException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException(input, e);
        } finally {
            progress.finish();
        }
    }

    private Score score(List<TrackedNote> heard) {
        Tempo tempo = Tempo.ofBpm(0, quartersPerMinute);
        TempoMap map = new TempoMap(TICKS_PER_QUARTER, List.of(tempo));
        double loudest = heard.stream().mapToDouble(TrackedNote::levelDb).max().orElseThrow();
        List<Note> notes = new ArrayList<>();
        for (TrackedNote note : heard) {
            long from = map.tick(note.onsetSeconds());
            long to = map.tick(note.onsetSeconds() + note.durationSeconds());
            notes.add(
                    new Note(
                            from,
                            Math.max(1, to - from),
                            note.key(),
                            velocity(note.levelDb() - loudest)));
        }
        return new Score(
                TICKS_PER_QUARTER,
                List.of(new Track("", program, false, notes, List.of())),
                List.of(tempo),
                List.of(Metre.DEFAULT));
    }

    /** Amplitudes go with the square of velocities. */
    private static int velocity(double decibels) {
        double velocity = LOUDEST_VELOCITY * Math.pow(10, decibels / 40);
        return (int) Math.max(1, Math.round(velocity));
    }
}
