// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.music.score.Score;
import org.timbrel.music.synth.BuiltInSynthesizer;
import org.timbrel.music.synth.ScoreSound;
import org.timbrel.music.synth.SoundfontSynthesizer;
import org.timbrel.music.synth.Synthesizer;

/** Plays a MIDI file into a sound file. */
public final class ScoreRenderJob {

    /** Sample rate of what is rendered where none is asked for, Hz. */
    public static final int DEFAULT_RATE_HZ = 44_100;

    /** Seconds for what rings on, where none are asked for. */
    public static final double DEFAULT_TAIL_SECONDS = 2;

    private final Path soundfont;
    private final int sampleRateHz;
    private final double tailSeconds;
    private final boolean force;

    /**
     * A piece that was played.
     *
     * @param output a 16-bit WAV file
     * @param synthesizer {@code built-in} or {@code soundfont}
     * @param soundfontSha256 hash of the soundfont's bytes; null without one
     * @param notes of the piece
     * @param sampleRateHz of the file
     * @param seconds of it, or what there was when it was interrupted
     * @param rmsDbfs its RMS, in dB of full scale
     * @param clipped samples that were beyond full scale
     * @param interrupted whether it ends before the piece does
     */
    public record Played(
            Path output,
            String synthesizer,
            String soundfontSha256,
            int notes,
            int sampleRateHz,
            double seconds,
            double rmsDbfs,
            long clipped,
            boolean interrupted) {}

    /**
     * @param soundfont an .sf2 file whose instruments play; null: the built-in ones
     * @param sampleRateHz {@link org.timbrel.music.synth.SynthesizerLimits} has its range
     * @param tailSeconds likewise: after the last note's end
     * @param force whether an output that exists is replaced
     */
    public ScoreRenderJob(Path soundfont, int sampleRateHz, double tailSeconds, boolean force) {
        this.soundfont = soundfont;
        this.sampleRateHz = sampleRateHz;
        this.tailSeconds = tailSeconds;
        this.force = force;
    }

    /** Whether a file is one for this job: MIDI by its first bytes or its name. */
    public static boolean takes(Path input) {
        return ScoreFile.isMidi(input);
    }

    /**
     * Plays {@code input} in memory that does not grow with its length. When the calling thread is
     * interrupted, the file ends where the sound was then.
     *
     * @throws IOException if it cannot be read, played, or written, or if its notes are silent with
     *     these instruments
     */
    public Played run(Path input, Path output, Progress progress) throws IOException {
        OutputFile.check(output, force);
        Score score = ScoreFile.read(input);
        if (score.noteCount() == 0) {
            throw new InputException(input, new IOException("holds no notes"));
        }
        SoundfontSynthesizer sampled = soundfont == null ? null : load();
        Synthesizer synthesizer = sampled == null ? new BuiltInSynthesizer() : sampled;
        try (ScoreSound sound = synthesizer.open(score, sampleRateHz, tailSeconds)) {
            long samples = sound.samples();
            SoundOutput.requireRoom(output, samples, sampleRateHz);
            progress.start("render", samples, () -> seconds((double) samples / sampleRateHz));
            HeardReader heard = new HeardReader(sound, silence(input));
            StoppableReader stoppable =
                    new StoppableReader(
                            new MeteredReader(heard, (count, rate) -> progress.advance(count)),
                            samples);
            WavWriter.Written written =
                    StoppableWork.run(
                            () -> SoundOutput.write(output, force, stoppable), stoppable::stop);
            return new Played(
                    output,
                    sampled == null ? "built-in" : "soundfont",
                    sampled == null ? null : sampled.sha256(),
                    score.noteCount(),
                    sampleRateHz,
                    (double) written.samples() / sampleRateHz,
                    heard.rmsDbfs(),
                    written.clipped(),
                    stoppable.isStopped());
        } finally {
            progress.finish();
        }
    }

    private SoundfontSynthesizer load() throws IOException {
        try {
            return SoundfontSynthesizer.of(soundfont);
        } catch (IOException e) {
            throw new InputException(soundfont, e);
        }
    }

    private InputException silence(Path input) {
        return soundfont == null
                ? new InputException(
                        input,
                        new IOException(
                                "its notes are too high to be heard at " + sampleRateHz + " Hz"))
                : new InputException(
                        soundfont,
                        new IOException(
                                "gives silence: it has no sounds for the notes of " + input));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.0f s of sound", seconds);
    }
}
