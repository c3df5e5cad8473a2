// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureSpecBuilder;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.MelNorm;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.pitch.PitchRange;
import org.timbrel.audio.texture.ProceduralTexture;

class CopySynthesisTest {

    private static final FeatureSpec TEXTURE = Profile.TEXTURE.spec();

    private static final PitchRange RANGE = new PitchRange(90, 1200);

    /** The texture profile, with pitch for a vocoder that needs it. */
    private static FeatureSpec texture(VocoderType type) {
        return type == VocoderType.HARMONIC
                ? Profile.TEXTURE.builder().pitch(RANGE).build()
                : TEXTURE;
    }

    private static FeatureSpec full(VocoderType type) {
        FeatureSpecBuilder builder = Profile.TEXTURE.builder().coefficients(64);
        return (type == VocoderType.HARMONIC ? builder.pitch(RANGE) : builder).build();
    }

    /** Specs that differ in what the inverse has to undo. */
    static List<FeatureSpec> specs() {
        FeatureSpecBuilder small = Profile.TEXTURE.builder().sampleRateHz(22050).fftSize(256);
        return List.of(
                TEXTURE,
                Profile.TEXTURE.builder().coefficients(64).build(),
                Profile.LIBROSA.spec(),
                Profile.KALDI.spec(),
                Profile.KALDI.builder().center(true).build(),
                Profile.HTK.spec(),
                Profile.TORCHAUDIO.spec(),
                small.hopSamples(64).melBands(32).coefficients(32).dctType(3).build(),
                small.hopSamples(61).melScale(MelScale.HTK).melNorm(MelNorm.NONE).build(),
                small.hopSamples(100).lifter(22).dctType(2).center(false).build(),
                small.hopSamples(128).window(WindowShape.HAMMING).build(),
                small.hopSamples(17).fminHz(100).fmaxHz(8000.0).topDb(60.0).build(),
                // JTransforms takes another way at lengths that are no power of two.
                small.fftSize(400).hopSamples(160).topDb(null).lifter(0).center(true).build());
    }

    /** As above, with pitch. */
    static List<FeatureSpec> pitchedSpecs() {
        FeatureSpecBuilder small =
                Profile.PITCHED.builder().sampleRateHz(22050).fftSize(512).pitch(RANGE);
        return List.of(
                Profile.PITCHED.spec(),
                small.hopSamples(128).melBands(60).coefficients(60).build(),
                small.hopSamples(61).melScale(MelScale.HTK).melNorm(MelNorm.NONE).build(),
                small.hopSamples(200).lifter(22).coefficients(40).center(false).build(),
                // Hops too long for a look at the next frame.
                small.hopSamples(250).window(WindowShape.HAMMING).build(),
                small.hopSamples(64).fminHz(100).fmaxHz(8000.0).lifter(0).center(true).build());
    }

    static Stream<Arguments> everyWay() {
        // Grains are tested for themselves.
        return Arrays.stream(VocoderType.values())
                .filter(t -> !t.needsCorpus())
                .flatMap(
                        t ->
                                (t == VocoderType.HARMONIC ? pitchedSpecs() : specs())
                                        .stream().map(s -> Arguments.of(t, s)));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void noiseKeepsItsLevel(VocoderType type, FeatureSpec spec) throws IOException {
        int length = 10 * spec.fftSize() + 22_050;
        float[] noise = Sounds.noise(length, 0.1, 3);
        float[] copy = type.render(Sounds.vectors(spec, noise), spec, 1, length);
        // Uncentred frames know little of their first and last window.
        int from = spec.fftSize();
        int to = length - 2 * spec.fftSize();
        double error = Sounds.levelDb(copy, from, to) - Sounds.levelDb(noise, from, to);
        // What lies outside the bands is not there to come back.
        double band = 2 * (spec.fmaxHz() - spec.fminHz()) / spec.sampleRateHz();
        // A mean of logarithms is below the logarithm of the mean: cut off cepstra average bands,
        // and columns between frames average those, the more the less frames overlap.
        double tolerance = 2 * spec.hopSamples() < spec.windowSamples() ? 1 : 1.2;
        assertEquals(10 * Math.log10(band), error, tolerance, type + " " + spec);
    }

    /** Within a spacing of the bands, or half a period of the last cosine that was kept. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void aSineKeepsItsFrequency(VocoderType type, FeatureSpec spec) throws IOException {
        int rate = spec.sampleRateHz();
        MelScale scale = spec.melScale();
        double spacing =
                (scale.melOf(spec.fmaxHz()) - scale.melOf(spec.fminHz())) / (spec.melBands() + 1);
        double bound = spacing * Math.max(1, (double) spec.melBands() / spec.coefficients());
        for (double hz : new double[] {1000, 3000}) {
            float[] sine = Sounds.sine(2 * rate, 0.25, hz / rate);
            float[] copy = type.render(Sounds.vectors(spec, sine), spec, 1, sine.length);
            double found = Sounds.peakHz(copy, rate / 2, rate);
            String what = type + " " + hz + " Hz " + spec;
            assertEquals(scale.melOf(hz), scale.melOf(found), bound, what);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void aSineKeepsItsLevel(VocoderType type) throws IOException {
        float[] sine = Sounds.sine(44100, 0.25, 1000.0 / 44100);
        FeatureSpec spec = full(type);
        float[] copy = type.render(Sounds.vectors(spec, sine), spec, 1, sine.length);
        double error = Sounds.levelDb(copy, 4000, 40_000) - Sounds.levelDb(sine, 4000, 40_000);
        // Noise one band wide fluctuates by itself.
        assertEquals(0, error, type == VocoderType.NOISE ? 1.5 : 0.2, type.toString());
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void silenceIsSilent(VocoderType type, FeatureSpec spec) throws IOException {
        float[] copy =
                type.render(
                        Sounds.vectors(spec, new float[3 * spec.fftSize()]),
                        spec,
                        1,
                        3 * spec.fftSize());
        for (float sample : copy) {
            assertEquals(0, sample);
        }
    }

    /** Between two bursts, as soon as no window reaches them; and the second comes as ever. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void silenceBetweenSoundsIsSilent(VocoderType type, FeatureSpec spec) throws IOException {
        int burst = 4 * spec.fftSize();
        float[] samples = Sounds.noise(3 * burst, 0.1, 8);
        Arrays.fill(samples, burst, 2 * burst, 0f);
        float[] copy = type.render(Sounds.vectors(spec, samples), spec, 1, samples.length);
        int from = burst + spec.fftSize();
        int to = 2 * burst - spec.fftSize();
        assertTrue(Sounds.levelDb(copy, from, to) < -90, type + " " + spec);
        double after = Sounds.levelDb(copy, 2 * burst + spec.fftSize(), 3 * burst - spec.fftSize());
        assertTrue(after > -25, type + " " + spec + ": " + after);
    }

    @ParameterizedTest
    @CsvSource({
        "NOISE, 1, TEXTURE",
        "NOISE, 37, TEXTURE",
        "NOISE, 4096, TEXTURE",
        "HARMONIC, 1, PITCHED",
        "HARMONIC, 257, PITCHED",
        "HARMONIC, 4096, PITCHED",
        "PHASE, 1, TEXTURE",
        "PHASE, 129, TEXTURE",
        "PHASE, 4096, TEXTURE",
        "HARMONIC, 1, PITCHED",
        "HARMONIC, 129, PITCHED",
        "HARMONIC, 4096, PITCHED",
        "NOISE, 161, KALDI",
        "PHASE, 161, KALDI",
        "NOISE, 4096, HTK",
        "PHASE, 159, TORCHAUDIO"
    })
    void aStreamIsTheSameBitsAsAFile(VocoderType type, int longestBlock, Profile profile)
            throws IOException {
        FeatureSpec spec = profile.spec();
        float[] samples = Sounds.noise(20_000, 0.1, 5);
        FrameMatrix frames = Sounds.vectors(spec, samples);
        float[] whole = type.render(frames, spec, 7, samples.length);
        SplittableRandom random = new SplittableRandom(1);
        float[] blocks = new float[samples.length];
        try (SampleReader reader = type.reader(frames, spec, 7, samples.length)) {
            int n = 0;
            while (n < blocks.length) {
                int wanted = Math.min(random.nextInt(1, longestBlock + 1), blocks.length - n);
                n += reader.read(blocks, n, wanted);
            }
            assertEquals(-1, reader.read(new float[1], 0, 1));
        }
        assertArrayEquals(whole, blocks);
        assertArrayEquals(whole, type.render(frames, spec, 7, samples.length));
    }

    /** Not a byte, so that no collector interrupts a live stream. */
    @ParameterizedTest
    @CsvSource({
        "NOISE, TEXTURE",
        "HARMONIC, PITCHED",
        "PHASE, TEXTURE",
        "HARMONIC, PITCHED",
        "NOISE, KALDI",
        "PHASE, KALDI",
        "NOISE, HTK",
        "PHASE, HTK"
    })
    void framesAfterTheFirstAllocateNothing(VocoderType type, Profile profile) throws IOException {
        FeatureSpec spec = profile.spec();
        int hop = spec.hopSamples();
        FrameMatrix frames = Sounds.vectors(spec, Sounds.noise(hop * 605, 0.1, 5));
        Vocoder vocoder = type.open(spec, 7);
        float[] out = new float[hop];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int t = 0; t < 600; t++) {
            if (t == 10) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            vocoder.process(frames.values(), t * frames.dims(), out, 0);
        }
        // The measuring itself may take a little; 590 frames of any allocation take more.
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 2000, bytes + " bytes");
    }

    /** Pushed frames give the pulled samples, late by the latency. */
    @ParameterizedTest
    @EnumSource(names = {"NOISE", "HARMONIC", "PHASE"})
    void theLatencyIsWhatItSays(VocoderType type) throws IOException {
        FeatureSpec spec = texture(type);
        FrameMatrix frames = Sounds.vectors(spec, Sounds.noise(12_800, 0.1, 5));
        Vocoder vocoder = type.open(spec, 7);
        float[] pushed = new float[frames.frames() * 128 + vocoder.tailSamples()];
        for (int t = 0; t < frames.frames(); t++) {
            vocoder.process(frames.values(), t * frames.dims(), pushed, t * 128);
        }
        vocoder.flush(pushed, frames.frames() * 128);
        float[] pulled = type.render(frames, spec, 7, frames.frames() * 128);
        int late = vocoder.latencySamples();
        assertArrayEquals(
                Arrays.copyOf(pulled, pushed.length - late - 512),
                Arrays.copyOfRange(pushed, late, pushed.length - 512));
    }

    /** A click comes out where it went in. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void soundIsWhereItWas(VocoderType type, FeatureSpec spec) throws IOException {
        int length = 12 * spec.fftSize();
        int begin = 5 * spec.fftSize();
        int end = 7 * spec.fftSize();
        float[] samples = new float[length];
        System.arraycopy(Sounds.noise(end - begin, 0.2, 4), 0, samples, begin, end - begin);
        float[] copy = type.render(Sounds.vectors(spec, samples), spec, 1, length);
        double energy = 0;
        double moment = 0;
        for (int i = 0; i < length; i++) {
            energy += copy[i] * copy[i];
            moment += (double) i * copy[i] * copy[i];
        }
        assertEquals(0.5 * (begin + end), moment / energy, 0.4 * spec.fftSize(), type.toString());
    }

    @Test
    void theNoiseVocoderKeepsBandLevels() throws IOException {
        float[] samples;
        try (SampleReader reader = ProceduralTexture.RAIN.open(2, 3)) {
            samples = AudioFiles.readAll(reader).samples();
        }
        float[] copy =
                VocoderType.NOISE.render(
                        Sounds.vectors(TEXTURE, samples), TEXTURE, 1, samples.length);
        double lm =
                LevelDistance.aligned(
                        LogMel.of(new AudioClip(samples, 44100)),
                        LogMel.of(new AudioClip(copy, 44100)));
        // 1.94 dB; without the band gains it is over 6.
        assertTrue(lm < 2.2, "LM " + lm + " dB");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void anythingThatCanBeExtractedGivesFiniteSound(VocoderType type) throws IOException {
        float[] click = new float[5000];
        click[2500] = 1;
        float[] sweep = new float[5000];
        float[] clipped = new float[5000];
        float[] constant = new float[5000];
        for (int i = 0; i < sweep.length; i++) {
            sweep[i] = (float) Math.sin(5e-5 * Math.PI * i * i);
            clipped[i] = Math.signum(sweep[i]);
            constant[i] = 1;
        }
        for (float[] samples : List.of(click, sweep, clipped, constant, new float[] {1})) {
            for (FeatureSpec spec : List.of(texture(type), full(type))) {
                float[] copy = type.render(Sounds.vectors(spec, samples), spec, 1, samples.length);
                for (float sample : copy) {
                    assertTrue(Math.abs(sample) < 8, type + " gives " + sample);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void noFramesGiveZeros(VocoderType type) throws IOException {
        FeatureSpec spec = texture(type);
        FrameMatrix none = new FrameMatrix(new float[0], 0, spec.vectorSize());
        assertArrayEquals(new float[100], type.render(none, spec, 1, 100));
        assertEquals(-1, type.reader(none, spec, 1).read(new float[9], 0, 9));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void theLengthIsFramesTimesHopUnlessTold(VocoderType type) throws IOException {
        FeatureSpec spec = texture(type);
        FrameMatrix frames = Sounds.vectors(spec, Sounds.noise(1000, 0.1, 1));
        assertEquals(
                frames.frames() * 128,
                AudioFiles.readAll(type.reader(frames, spec, 1)).samples().length);
        assertEquals(5000, AudioFiles.readAll(type.reader(frames, spec, 1, 5000)).samples().length);
    }

    @Test
    void anotherSeedIsAnotherNoise() throws IOException {
        FrameMatrix frames = Sounds.vectors(TEXTURE, Sounds.noise(3000, 0.1, 1));
        float[] one = VocoderType.NOISE.render(frames, TEXTURE, 1, 3000);
        float[] two = VocoderType.NOISE.render(frames, TEXTURE, 2, 3000);
        assertNotEquals(one[1500], two[1500]);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void badFramesAreRefusedWithTheirNumber(VocoderType type) throws IOException {
        FeatureSpec spec = texture(type);
        FrameMatrix frames = Sounds.vectors(spec, Sounds.noise(3000, 0.1, 1));
        frames.values()[5 * frames.dims() + 3] = Float.NaN;
        assertRefused(type, spec, frames, "frame 5 is NaN in coefficient 3");
        frames.values()[5 * frames.dims() + 3] = Float.NEGATIVE_INFINITY;
        assertRefused(type, spec, frames, "frame 5 is -Infinity in coefficient 3");
        frames.values()[5 * frames.dims() + 3] = 0;
        frames.values()[7 * frames.dims()] = 4000;
        assertRefused(type, spec, frames, "frame 7 reaches ");
    }

    private static void assertRefused(
            VocoderType type, FeatureSpec spec, FrameMatrix frames, String message) {
        AudioFormatException refused =
                assertThrows(AudioFormatException.class, () -> type.render(frames, spec, 1, 3000));
        assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void specsThatCannotBeUndoneAreRefused(VocoderType type) {
        FeatureSpecBuilder builder =
                Profile.TEXTURE.builder().coefficients(20).pitch(texture(type).pitch());
        assertSpecRefused(
                type,
                builder.hopSamples(512).build(),
                "hopSamples 512 leaves gaps between windows of 512 samples: no sound comes back;"
                        + " use at most 256");
        assertSpecRefused(
                type,
                builder.hopSamples(128).lifter(2).build(),
                "lifter 2 has zeroed coefficient 2: it cannot be undone; use a longer lifter or"
                        + " fewer coefficients");
        assertSpecRefused(
                type,
                builder.lifter(0).fminHz(90).fmaxHz(150.0).coefficients(1).melBands(1).build(),
                "none of the 1 mel bands holds an FFT bin: use fewer mel bands or a longer FFT");
    }

    private static void assertSpecRefused(VocoderType type, FeatureSpec spec, String message) {
        FrameMatrix none = new FrameMatrix(new float[0], 0, spec.vectorSize());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> type.render(none, spec, 1, 0));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void aStreamThatHasEndedStaysEnded() {
        Vocoder vocoder = VocoderType.NOISE.open(TEXTURE, 1);
        vocoder.flush(new float[vocoder.tailSamples()], 0);
        assertThrows(
                IllegalStateException.class,
                () -> vocoder.process(new float[40], 0, new float[128], 0));
    }

    @Test
    void namesAreTheCommandLines() {
        assertEquals(VocoderType.GRIFFIN_LIM, VocoderType.named("griffin-lim"));
        assertEquals(VocoderType.NOISE, VocoderType.auto(TEXTURE));
        assertEquals(VocoderType.PHASE, VocoderType.auto(Profile.LIBROSA.spec()));
        assertEquals(VocoderType.HARMONIC, VocoderType.auto(Profile.PITCHED.spec()));
        assertEquals(
                "no vocoder is called \"x\"; there are: auto, noise, harmonic, phase, griffin-lim, mosaic",
                assertThrows(IllegalArgumentException.class, () -> VocoderType.named("x"))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> VocoderType.GRIFFIN_LIM.open(TEXTURE, 1));
        assertThrows(IllegalStateException.class, () -> VocoderType.MOSAIC.open(TEXTURE, 1));
    }
}
