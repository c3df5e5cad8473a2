// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Score;
import org.timbrel.music.tokens.Tokenizer;
import org.timbrel.music.tokens.TokenizerSpec;

/** Turns a MIDI file into tokens. */
public final class TokenizeJob {

    private final TokenizerSpec spec;
    private final boolean fit;
    private final boolean names;
    private final boolean force;

    /**
     * A piece that was tokenized.
     *
     * @param output a JSON file
     * @param representation remi or performance
     * @param tokens how many, the end included
     * @param vocabulary how many there are to choose from
     * @param notes of the piece
     * @param leftOut of those, for lack of a token
     */
    public record Tokenized(
            Path output,
            String representation,
            int tokens,
            int vocabulary,
            int notes,
            int leftOut) {}

    /**
     * @param spec of the tokens
     * @param fit whether the vocabulary is that which the piece needs
     * @param names whether tokens are written by name too
     * @param force whether an output that exists is replaced
     */
    public TokenizeJob(TokenizerSpec spec, boolean fit, boolean names, boolean force) {
        this.spec = spec;
        this.fit = fit;
        this.names = names;
        this.force = force;
    }

    /**
     * The spec in a file that {@link #run} wrote, or that holds a spec alone.
     *
     * @throws IOException if it cannot be read
     */
    public static TokenizerSpec specOf(Path file) throws IOException {
        return TokenFile.readSpec(file);
    }

    /**
     * Reads a MIDI file, writes its tokens.
     *
     * @throws IOException if it cannot be read or said in tokens, or they cannot be written
     */
    public Tokenized run(Path input, Path output) throws IOException {
        OutputFile.check(output, force);
        Score score;
        Tokenizer tokenizer;
        TokenFile file;
        try {
            score = MidiReader.read(input);
            TokenizerSpec used = fit ? spec.fittedTo(List.of(score)) : spec;
            tokenizer = used.open();
            file = new TokenFile(used, tokenizer.encode(score));
        } catch (IllegalArgumentException e) {
            throw new InputException(input, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw new InputException(input, e);
        }
        String text = file.text(names ? tokenizer.names() : List.of());
        OutputFile.write(output, force, path -> TextFile.write(path, text));
        return new Tokenized(
                output,
                spec.representation(),
                file.tokens().length,
                tokenizer.size(),
                score.noteCount(),
                tokenizer.leftOut(score));
    }
}
