// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.timbrel.audio.io.AtomicFile;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** Turns tokens into a MIDI file. */
public final class DetokenizeJob {

    private final boolean force;

    /**
     * A piece that tokens said.
     *
     * @param output a MIDI file
     * @param tokens how many there were
     * @param notes of the piece
     * @param seconds until its last note is over
     */
    public record Detokenized(Path output, int tokens, int notes, double seconds) {}

    /**
     * @param force whether an output that exists is replaced
     */
    public DetokenizeJob(boolean force) {
        this.force = force;
    }

    /**
     * Reads tokens that {@link TokenizeJob} or others wrote, writes the piece that they say.
     *
     * @throws IOException if they cannot be read, say no piece, or it cannot be written
     */
    public Detokenized run(Path input, Path output) throws IOException {
        OutputFile.check(output, force);
        TokenFile file = TokenFile.read(input);
        Score score;
        byte[] bytes;
        try {
            score = file.spec().open().decode(file.tokens());
            bytes = MidiWriter.bytes(score);
        } catch (IllegalArgumentException | IOException e) {
            throw new InputException(input, new IOException(e.getMessage(), e));
        }
        OutputFile.write(output, force, path -> write(path, bytes));
        return new Detokenized(
                output,
                file.tokens().length,
                score.noteCount(),
                new TempoMap(score).seconds(score.end()));
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        AtomicFile.write(
                path,
                channel -> {
                    ByteBuffer left = ByteBuffer.wrap(bytes);
                    while (left.hasRemaining()) {
                        channel.write(left);
                    }
                });
    }
}
