// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Score;
import org.timbrel.music.synth.BuiltInSynthesizer;
import org.timbrel.music.synth.ScoreSound;

/** A piece that a job makes, as a MIDI file or as it sounds. */
final class ScoreOutput {

    /** What ends the name of a file that is to be heard. */
    static final String SOUND = ".wav";

    private ScoreOutput() {}

    /**
     * Writes a piece, complete or not at all: by its name a MIDI file, or what the built-in
     * synthesizer plays of it.
     *
     * @throws OutputException if it cannot be written, or is to be heard and has no notes
     */
    static void write(Path output, boolean force, Score score) throws IOException {
        if (!output.toString().endsWith(SOUND)) {
            OutputFile.write(output, force, path -> MidiWriter.write(score, path));
            return;
        }
        IOException silence = new IOException("the piece has no notes: there is nothing to hear");
        if (score.noteCount() == 0) {
            throw new OutputException(output, silence);
        }
        int rate = ScoreRenderJob.DEFAULT_RATE_HZ;
        double tail = ScoreRenderJob.DEFAULT_TAIL_SECONDS;
        try (ScoreSound sound = new BuiltInSynthesizer().open(score, rate, tail)) {
            SoundOutput.requireRoom(output, sound.samples(), rate);
            SoundOutput.write(output, force, new HeardReader(sound, silence));
        }
    }
}
