// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.IOException;
import java.nio.file.Path;
import javax.sound.midi.Soundbank;
import org.timbrel.music.score.Score;

/**
 * Plays scores with the instruments of a SoundFont 2 file, by the synthesizer that Java brings
 * along (Gervill): offline, without reverb, chorus and automatic gain, and with no instruments but
 * the file's; Java plays a program that the file lacks by the file's program 0, if it has one, and
 * drums that it lacks not at all. The same file and score give the same bits in repeats on one
 * machine.
 */
public final class SoundfontSynthesizer implements Synthesizer {

    private final Soundbank soundbank;
    private final String sha256;

    private SoundfontSynthesizer(Soundbank soundbank, String sha256) {
        this.soundbank = soundbank;
        this.sha256 = sha256;
    }

    /**
     * Reads a soundfont.
     *
     * @throws SoundfontException if it is none, or damaged
     * @throws IOException if it cannot be read, or if Java was started without what this needs,
     *     which the message names
     */
    public static SoundfontSynthesizer of(Path soundfont) throws IOException {
        SoundfontFile.check(soundfont);
        Soundbank soundbank = Gervill.soundbank(soundfont);
        if (soundbank.getInstruments().length == 0) {
            throw new SoundfontException("a soundfont without instruments");
        }
        return new SoundfontSynthesizer(soundbank, SoundfontFile.sha256(soundfont));
    }

    /** SHA-256 of the soundfont's bytes, in hexadecimal: what a sound was made with. */
    public String sha256() {
        return sha256;
    }

    @Override
    public ScoreSound open(Score score, int sampleRateHz, double tailSeconds) throws IOException {
        return new SoundfontSound(
                NoteSchedule.of(score, sampleRateHz, tailSeconds), soundbank, sampleRateHz);
    }
}
