// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;
import org.timbrel.music.tokens.Tokenizer;
import org.timbrel.music.tokens.TokenizerSpec;

/**
 * A piano performance of the size of one of MAESTRO's, 10,000 notes in 20 minutes with pedal, into
 * tokens: from the bytes of its MIDI file, and from the score. Three forks, because the compiler's
 * choices differ from JVM to JVM.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenizerBenchmark {

    private static final int NOTES = 10_000;
    private static final int TICKS_PER_QUARTER = 384;

    /** At 120 quarters a minute, 20 minutes. */
    private static final int TICKS = 2400 * TICKS_PER_QUARTER;

    @Param({"remi", "performance"})
    public String representation;

    private Tokenizer tokenizer;
    private Score score;
    private byte[] file;

    /** Makes notes whose onsets and ends lie on no grid, as a player's do. */
    @Setup
    public void makePiece() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < NOTES; i++) {
            int onset = random.nextInt(TICKS);
            int duration = 1 + random.nextInt(2 * TICKS_PER_QUARTER);
            int pitch = 21 + (random.nextInt(88) + random.nextInt(88)) / 2;
            notes.add(new Note(onset, duration, pitch, 1 + random.nextInt(127)));
        }
        List<Pedal> pedals = new ArrayList<>();
        for (int tick = 0; tick < TICKS; tick += TICKS_PER_QUARTER) {
            pedals.add(new Pedal(tick, tick / TICKS_PER_QUARTER % 2 == 0));
        }
        Track piano = new Track("", 0, false, notes, pedals);
        file = MidiWriter.bytes(new Score(TICKS_PER_QUARTER, List.of(piano), List.of(), List.of()));
        score = MidiReader.read(file);
        tokenizer = TokenizerSpec.named(representation).open();
    }

    /** From a file's bytes. */
    @Benchmark
    public int[] ofFile() throws IOException {
        return tokenizer.encode(MidiReader.read(file));
    }

    /** From a score. */
    @Benchmark
    public int[] ofScore() {
        return tokenizer.encode(score);
    }
}
