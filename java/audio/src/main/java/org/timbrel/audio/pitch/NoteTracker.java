// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

/**
 * The notes of a sound with one voice, hummed, sung, whistled or played: {@link PitchTracker} says
 * which pitch there is, {@link KeyPath} where it changes, and where a key is repeated TarsosDSP's
 * onsets do, if the level rises there. The voice's own tuning is found first, so that one that
 * sings a third of a semitone too low sings the same keys.
 */
public final class NoteTracker {

    /** Pitches that are heard as notes. */
    public static final PitchRange RANGE = new PitchRange(55, 2000);

    private static final int RATE_HZ = 22_050;
    private static final int HOP = 128;
    private static final double FRAME_SECONDS = (double) HOP / RATE_HZ;
    private static final int BLOCK = 4096;
    private static final int A4 = 69;
    private static final double A4_HZ = 440;

    // A note begins with the upper and lasts to the lower of each two.
    private static final double VOICING_ON = 0.6;
    private static final double VOICING_OFF = 0.4;
    // dB below the loudest frame, and of full scale.
    private static final double LEVEL_ON = -35;
    private static final double LEVEL_OFF = -42;
    private static final double SILENCE_DB = -66;

    private NoteTracker() {}

    /**
     * Listens to a whole sound.
     *
     * @param sound at any rate; read to its end and not closed
     * @throws IOException as it does
     */
    public static TrackedNotes track(SampleReader sound) throws IOException {
        NoteFrames frames = new NoteFrames();
        Onsets onsets = new Onsets(RATE_HZ, HOP);
        long samples = listen(AudioFiles.resampled(sound, RATE_HZ), frames, onsets);
        boolean[] heard = heard(frames);
        double tuning = Tuning.of(frames, heard);
        int low = (int) Math.floor(semitones(Math.log(RANGE.minHz())));
        int high = (int) Math.ceil(semitones(Math.log(RANGE.maxHz())));
        int[] keys = KeyPath.of(frames, heard, tuning, low, high);
        List<TrackedNote> notes = new ArrayList<>();
        for (NoteParts.Part part : new NoteParts(keys, frames, onsets.frames()).parts()) {
            notes.add(note(frames, part));
        }
        return new TrackedNotes(notes, 100 * tuning, (double) samples / RATE_HZ);
    }

    private static double semitones(double logHertz) {
        return A4 + 12 * (logHertz - Math.log(A4_HZ)) / Math.log(2);
    }

    private static long listen(SampleReader sound, NoteFrames frames, Onsets onsets)
            throws IOException {
        PitchTracker tracker = new PitchTracker(RATE_HZ, HOP, 0, RANGE);
        LevelMeter level = new LevelMeter(HOP);
        float[] block = new float[BLOCK];
        float[] frame = new float[PitchFrame.SIZE];
        long samples = 0;
        for (int n = sound.read(block, 0, BLOCK); n >= 0; n = sound.read(block, 0, BLOCK)) {
            tracker.add(block, 0, n);
            onsets.add(block, 0, n);
            level.add(block, 0, n);
            samples += n;
            while (tracker.next(frame, 0)) {
                add(frame, frames, level);
            }
        }
        tracker.end();
        level.end();
        while ((long) frames.count() * HOP < samples && tracker.next(frame, 0)) {
            add(frame, frames, level);
        }
        return samples;
    }

    private static void add(float[] frame, NoteFrames frames, LevelMeter level) {
        frames.add(
                semitones(frame[PitchFrame.LOG_F0]),
                frame[PitchFrame.VOICING],
                level.decibels(frames.count()));
    }

    /** Frames that are loud and periodic enough for a note, with hysteresis. */
    private static boolean[] heard(NoteFrames frames) {
        boolean[] heard = new boolean[frames.count()];
        double loudest = frames.loudest(0, heard.length);
        boolean on = false;
        for (int t = 0; t < heard.length; t++) {
            double floor = Math.max(SILENCE_DB, loudest + (on ? LEVEL_OFF : LEVEL_ON));
            on = frames.voicing(t) >= (on ? VOICING_OFF : VOICING_ON) && frames.level(t) >= floor;
            heard[t] = on;
        }
        return heard;
    }

    private static TrackedNote note(NoteFrames frames, NoteParts.Part part) {
        return new TrackedNote(
                part.from() * FRAME_SECONDS,
                part.length() * FRAME_SECONDS,
                part.key(),
                frames.medianPitch(part.from(), part.to()),
                frames.loudest(part.from(), part.to()));
    }
}
