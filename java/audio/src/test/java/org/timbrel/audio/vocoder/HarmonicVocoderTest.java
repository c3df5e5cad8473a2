// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.metrics.PitchAgreement;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.audio.pitch.PitchRange;

/** Sounds whose pitch is known, so that what comes back has a closed form. */
class HarmonicVocoderTest {

    private static final FeatureSpec PITCHED = Profile.PITCHED.spec();

    /** Pitch in Hz at a sample; 0 for none. */
    private interface Pitch {
        double at(int sample);
    }

    /** Harmonics of that pitch up to 0.4 of the rate, the k-th of amplitude a/k. */
    private static float[] tone(int samples, int rate, double a, Pitch pitch) {
        float[] tone = new float[samples];
        double turns = 0;
        for (int i = 0; i < samples; i++) {
            double hz = pitch.at(i);
            for (int k = 1; hz > 0 && k * hz < 0.4 * rate; k++) {
                // Phases of their own, so that the sound is no pulse.
                tone[i] += (float) (a / k * Math.cos(2 * Math.PI * (k * turns + 0.37 * k * k)));
            }
            turns += hz / rate;
            turns -= Math.floor(turns);
        }
        return tone;
    }

    /** The extractor's levels with the truth about the pitch, voicing 1 or 0. */
    private static FrameMatrix vectors(FeatureSpec spec, float[] sound, Pitch pitch, double voicing)
            throws IOException {
        FrameMatrix frames = Sounds.vectors(spec, sound);
        double last = 100;
        for (int t = 0; t < frames.frames(); t++) {
            double hz = pitch.at(Math.min(sound.length - 1, t * spec.hopSamples()));
            last = hz > 0 ? hz : last;
            int at = t * frames.dims() + spec.coefficients();
            frames.values()[at + PitchFrame.LOG_F0] = (float) Math.log(last);
            float v = hz > 0 ? (float) voicing : 0;
            Arrays.fill(frames.values(), at + 1, at + PitchFrame.SIZE, v);
        }
        return frames;
    }

    private static float[] copy(FeatureSpec spec, float[] sound, Pitch pitch, double voicing)
            throws IOException {
        FrameMatrix frames = vectors(spec, sound, pitch, voicing);
        return VocoderType.HARMONIC.render(frames, spec, 1, sound.length);
    }

    /** Amplitude and frequency of the sine nearest to {@code hz}, from a Hann-windowed stretch. */
    private static double[] peak(float[] sound, int from, int size, int rate, double hz) {
        double[] frame = new double[size];
        for (int i = 0; i < size; i++) {
            frame[i] = sound[from + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
        }
        new DoubleFFT_1D(size).realForward(frame);
        int near = (int) Math.round(hz * size / rate);
        int best = near;
        for (int k = near - 2; k <= near + 2; k++) {
            best = magnitude(frame, k) > magnitude(frame, best) ? k : best;
        }
        int other = magnitude(frame, best + 1) > magnitude(frame, best - 1) ? best + 1 : best - 1;
        // Exact for a Hann window: the ratio of the two highest bins gives the place between them.
        double ratio = magnitude(frame, other) / magnitude(frame, best);
        double off = (2 * ratio - 1) / (ratio + 1);
        double response =
                off == 0 ? 1 : Math.sin(Math.PI * off) / (Math.PI * off) / (1 - off * off);
        return new double[] {
            4 * magnitude(frame, best) / (size * response),
            (best + (other - best) * off) * rate / size
        };
    }

    private static double magnitude(double[] spectrum, int k) {
        return Math.hypot(spectrum[2 * k], spectrum[2 * k + 1]);
    }

    /** Frequencies to a fifth of a cent, levels to 0.7 dB. */
    @ParameterizedTest
    @CsvSource({"220, 12", "441.3, 10", "997, 6", "1900, 4"})
    void aSteadyTonesHarmonicsComeBack(double hz, int harmonics) throws IOException {
        float[] sound = tone(44_100, 44_100, 0.2, i -> hz);
        float[] copy = copy(PITCHED, sound, i -> hz, 1);
        for (int k = 1; k <= harmonics; k++) {
            double[] peak = peak(copy, 8192, 16_384, 44_100, k * hz);
            // ln f0 as a float and the noise beside the harmonic are worth up to 0.11 cents.
            assertEquals(0, 1200 * Math.log(peak[1] / (k * hz)) / Math.log(2), 0.2, "cents " + k);
            // Bands hold the sum of what they hold: harmonics in one band share it.
            assertEquals(0, 20 * Math.log10(peak[0] / (0.2 / k)), 0.7, "dB of harmonic " + k);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 60",
        "8000, 300",
        "8000, 1900",
        "44100, 60",
        "44100, 110",
        "44100, 700",
        "44100, 2000",
        "192000, 60",
        "192000, 440",
        "192000, 2000"
    })
    void levelsAreKept(int rate, double hz) throws IOException {
        FeatureSpec spec =
                Profile.PITCHED
                        .builder()
                        .sampleRateHz(rate)
                        .melBands(rate < 10_000 ? 40 : 80)
                        .coefficients(rate < 10_000 ? 40 : 80)
                        .build();
        float[] sound = tone(rate, rate, 0.2, i -> hz);
        float[] copy = copy(spec, sound, i -> hz, 1);
        int from = rate / 4;
        double error = Sounds.levelDb(copy, from, 3 * from) - Sounds.levelDb(sound, from, 3 * from);
        assertEquals(0, error, 1, rate + " Hz");
    }

    /** Sums of magnitudes hear a line otherwise than sums of powers: 2 to 4 dB less. */
    @ParameterizedTest
    @ValueSource(doubles = {110, 220, 440, 880})
    void levelsAreKeptWhereBandsSumMagnitudes(double hz) throws IOException {
        int bands = Profile.HTK.spec().melBands();
        FeatureSpec spec = Profile.HTK.builder().coefficients(bands).pitch(PITCHED.pitch()).build();
        int rate = spec.sampleRateHz();
        float[] sound = tone(rate, rate, 0.2, i -> hz);
        float[] copy = copy(spec, sound, i -> hz, 1);
        int from = rate / 4;
        double error = Sounds.levelDb(copy, from, 3 * from) - Sounds.levelDb(sound, from, 3 * from);
        assertEquals(0, error, 0.6);
    }

    /** Where cepstra are cut short, no way knows a tone's level. */
    @ParameterizedTest
    @EnumSource(names = {"HTK", "TEXTURE", "TORCHAUDIO", "LIBROSA", "KALDI"})
    void whatIsChosenIsNoFartherOffThanPhases(Profile profile) throws IOException {
        FeatureSpec spec = profile.builder().pitch(PITCHED.pitch()).build();
        int rate = spec.sampleRateHz();
        double chosen = 0;
        double phase = 0;
        for (double hz : new double[] {82, 110, 165, 220, 330, 440, 660, 880}) {
            float[] sound = tone(rate, rate, 0.1, i -> hz);
            FrameMatrix frames = Sounds.vectors(spec, sound);
            VocoderType auto = VocoderType.auto(spec, FrameSource.of(frames));
            chosen += Math.abs(error(auto, frames, spec, sound));
            phase += Math.abs(error(VocoderType.PHASE, frames, spec, sound));
        }
        // Over more kinds of tones harmonics come nearer, by up to 3 dB; but for Kaldi's cepstra,
        // which say their energy, and of which harmonics alone keep the pitch.
        double allowance = 0.8;
        assertTrue(chosen / 8 <= phase / 8 + allowance, chosen / 8 + " against " + phase / 8);
    }

    private static double error(
            VocoderType type, FrameMatrix frames, FeatureSpec spec, float[] sound)
            throws IOException {
        float[] copy = type.render(frames, spec, 1, sound.length);
        int from = sound.length / 3;
        int to = 2 * from;
        return Sounds.levelDb(copy, from, to) - Sounds.levelDb(sound, from, to);
    }

    /** The tone's power is v of the whole, the noise's the rest. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.9})
    void voicingDividesThePower(double voicing) throws IOException {
        float[] sound = Sounds.noise(88_200, 0.1, 3);
        FrameMatrix frames = vectors(PITCHED, sound, i -> 100, voicing);
        // Other noise under the same frames: what both copies share is the tone.
        float[] one = VocoderType.HARMONIC.render(frames, PITCHED, 1, sound.length);
        float[] two = VocoderType.HARMONIC.render(frames, PITCHED, 2, sound.length);
        double shared = 0;
        double whole = 0;
        for (int i = 8000; i < 80_000; i++) {
            shared += (double) one[i] * two[i];
            whole += 0.5 * ((double) one[i] * one[i] + (double) two[i] * two[i]);
        }
        // The tone ends at 0.475 of the rate, where a twentieth of white noise goes on.
        assertEquals(voicing, shared / whole, 0.05);
    }

    /** A glide over five octaves: nothing between the harmonics that is not the window's. */
    @Test
    void aGlideIsSmooth() throws IOException {
        double octaves = Math.log(32) / Math.log(2);
        Pitch pitch = i -> 60 * Math.pow(2, octaves * i / 88_200.0);
        float[] sound = new float[88_200];
        double turns = 0;
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (float) (0.3 * Math.sin(2 * Math.PI * turns));
            turns += pitch.at(i) / 44_100;
        }
        float[] copy = copy(PITCHED, sound, pitch, 1);
        // A sine of 1920 Hz and amplitude 0.3 bends by 0.0224 a sample; a click of 0.01 by 0.02.
        assertTrue(
                Sounds.largestBend(copy, 2000, 86_000)
                        < 1.25 * Sounds.largestBend(sound, 2000, 86_000));
        double error = Sounds.levelDb(copy, 4000, 84_000) - Sounds.levelDb(sound, 4000, 84_000);
        assertEquals(0, error, 0.5);
    }

    /** Notes an octave and more apart, with and without silence between them. */
    @Test
    void notesBeginAndEndWithoutClicks() throws IOException {
        double[] notes = {220, 470, 0, 220, 0, 900, 110};
        Pitch pitch = i -> notes[Math.min(notes.length - 1, i / 11_025)];
        float[] sound = new float[7 * 11_025];
        double turns = 0;
        for (int i = 0; i < sound.length; i++) {
            // Each note swells and fades: what clicks is the copy's.
            double swell = Math.sin(Math.PI * (i % 11_025) / 11_025);
            turns += pitch.at(i) / 44_100;
            sound[i] = (float) (pitch.at(i) > 0 ? 0.3 * swell * Math.sin(2 * Math.PI * turns) : 0);
        }
        float[] copy = copy(PITCHED, sound, pitch, 1);
        // Its noise adds up to a sixth; a leap of 0.002 in the sound would add a half.
        double bend = Sounds.largestBend(copy, 0, copy.length);
        assertTrue(bend < 1.25 * Sounds.largestBend(sound, 0, sound.length), "bends by " + bend);
    }

    @Test
    void aToneBeginsAndEndsWhereItDid() throws IOException {
        float[] sound = tone(44_100, 44_100, 0.2, i -> 300);
        Arrays.fill(sound, 0, 11_025, 0);
        Arrays.fill(sound, 33_075, 44_100, 0);
        float[] copy = copy(PITCHED, sound, i -> i < 11_025 || i >= 33_075 ? 0 : 300, 1);
        double inside = Sounds.levelDb(copy, 13_000, 31_000);
        // Frames that touch the tone reach half a window beyond it, their noise a whole one.
        assertTrue(Sounds.levelDb(copy, 0, 11_025 - 1024) < -200);
        assertTrue(Sounds.levelDb(copy, 33_075 + 1024, 44_100) < -200);
        assertTrue(Sounds.levelDb(copy, 11_025 - 512, 11_025 - 256) < inside - 12);
        assertEquals(inside, Sounds.levelDb(copy, 11_025 + 256, 11_025 + 1024), 1.5);
    }

    /** What the extractor finds, not what is known: the same pitch is found in the copy. */
    @Test
    void theCopyHasTheOriginalsPitch() throws IOException {
        Pitch pitch = i -> 220 * Math.pow(2, 0.04 * Math.sin(2 * Math.PI * 5.5 * i / 44_100.0));
        float[] sound = tone(88_200, 44_100, 0.1, pitch);
        float[] breath = Sounds.noise(sound.length, 0.01, 4);
        for (int i = 0; i < sound.length; i++) {
            sound[i] += breath[i];
        }
        FrameMatrix frames = Sounds.vectors(PITCHED, sound);
        float[] copy = VocoderType.HARMONIC.render(frames, PITCHED, 1, sound.length);
        PitchAgreement agreement =
                PitchAgreement.of(new AudioClip(sound, 44_100), new AudioClip(copy, 44_100));
        assertTrue(agreement.rpa50() > 0.99, agreement.toString());
        assertTrue(agreement.voicingF1() > 0.99, agreement.toString());
    }

    /** As networks give them: nearly in range. */
    @Test
    void valuesOutOfRangeAreTheNearestInRange() throws IOException {
        FeatureSpec spec = Profile.PITCHED.builder().pitch(new PitchRange(100, 1000)).build();
        float[] sound = tone(22_050, 44_100, 0.2, i -> 100);
        FrameMatrix frames = vectors(spec, sound, i -> 100, 1);
        float[] right = VocoderType.HARMONIC.render(frames, spec, 1, sound.length);
        for (int t = 0; t < frames.frames(); t++) {
            int at = t * frames.dims() + spec.coefficients();
            frames.values()[at + PitchFrame.LOG_F0] = (float) Math.log(80);
            Arrays.fill(frames.values(), at + 1, at + PitchFrame.SIZE, 1.05f);
        }
        float[] copy = VocoderType.HARMONIC.render(frames, spec, 1, sound.length);
        double off = 0;
        for (int i = 0; i < copy.length; i++) {
            off = Math.max(off, Math.abs(copy[i] - right[i]));
        }
        // ln 100 as a float is not quite ln 100: the phase drifts by 1e-5 turns a harmonic.
        assertTrue(off < 0.01, "off by " + off);
    }

    @ParameterizedTest
    @CsvSource({"0, its log f0", "1, its voicing", "2, the voicing of band 0"})
    void whatIsNotFiniteIsRefused(int value, String name) throws IOException {
        FrameMatrix frames = vectors(PITCHED, tone(8000, 44_100, 0.2, i -> 200), i -> 200, 1);
        float[] vectors = frames.values();
        Vocoder vocoder = VocoderType.HARMONIC.open(PITCHED, 1);
        float[] out = new float[PITCHED.hopSamples()];
        vocoder.process(vectors, 0, out, 0);
        vectors[frames.dims() + PITCHED.coefficients() + value] = Float.NaN;
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> vocoder.process(vectors, frames.dims(), out, 0));
        assertEquals("frame 1 is NaN in " + name, refused.getMessage());
    }

    @Test
    void featuresWithoutPitchAreRefused() {
        assertEquals(
                "the features hold no pitch: extract them with the profile pitched, or use another"
                        + " vocoder",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> VocoderType.HARMONIC.open(Profile.TEXTURE.spec(), 1))
                        .getMessage());
    }

    @Test
    void autoHearsWhatASoundIs() throws IOException {
        float[] voice = tone(44_100, 44_100, 0.1, i -> 200 + 0.001 * i);
        float[] noise = Sounds.noise(44_100, 0.1, 5);
        // Partials that no fundamental has in common.
        float[] bell = new float[44_100];
        double[] partials = {523, 871, 1277, 1913, 2741, 3907, 5501, 7723};
        for (double hz : partials) {
            float[] partial = Sounds.sine(bell.length, 0.05, hz / 44_100);
            for (int i = 0; i < bell.length; i++) {
                bell[i] += partial[i];
            }
        }
        assertEquals(VocoderType.HARMONIC, auto(voice));
        assertEquals(VocoderType.NOISE, auto(noise));
        assertEquals(VocoderType.PHASE, auto(bell));
        assertEquals(VocoderType.NOISE, auto(new float[44_100]));
        FeatureSpec texture = Profile.TEXTURE.spec();
        assertEquals(
                VocoderType.NOISE,
                VocoderType.auto(texture, FrameSource.of(Sounds.vectors(texture, voice))));
    }

    private static VocoderType auto(float[] sound) throws IOException {
        FrameMatrix vectors =
                new FeatureExtractor(PITCHED)
                        .extract(new AudioClip(sound, 44_100).reader())
                        .vectors();
        return VocoderType.auto(PITCHED, FrameSource.of(vectors));
    }
}
