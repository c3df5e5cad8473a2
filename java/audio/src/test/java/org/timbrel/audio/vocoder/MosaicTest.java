// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.texture.ProceduralTexture;

class MosaicTest {

    private static final FeatureSpec TEXTURE = Profile.TEXTURE.spec();

    static List<FeatureSpec> specs() {
        return Specs.specs();
    }

    private static AudioClip clip(float[] samples, FeatureSpec spec) {
        return new AudioClip(samples, spec.sampleRateHz());
    }

    private static FrameMatrix vectors(float[] samples, FeatureSpec spec) throws IOException {
        return new FeatureExtractor(spec).extract(clip(samples, spec).reader()).vectors();
    }

    private static float[] render(float[] wanted, float[] corpus, FeatureSpec spec)
            throws IOException {
        VocoderSettings settings =
                new VocoderSettings(1, MosaicCorpus.of(clip(corpus, spec), spec));
        return VocoderType.MOSAIC.render(vectors(wanted, spec), spec, settings, wanted.length);
    }

    private static float[] texture(ProceduralTexture texture, double seconds) throws IOException {
        try (SampleReader reader = texture.open(2, seconds)) {
            return AudioFiles.readAll(reader).samples();
        }
    }

    /** Every grain is there, in order, at its own levels. */
    @ParameterizedTest
    @MethodSource("specs")
    void aSoundIsMadeOfItself(FeatureSpec spec) throws IOException {
        float[] noise = Sounds.noise(30 * spec.fftSize(), 0.1, 3);
        float[] copy = render(noise, noise, spec);
        // Off-centre frames know little of the first window; the last ones look beyond the end.
        int from = spec.fftSize();
        int to = noise.length - 3 * spec.fftSize();
        double error = 0;
        double energy = 0;
        for (int i = from; i < to; i++) {
            error += (copy[i] - noise[i]) * (copy[i] - noise[i]);
            energy += noise[i] * noise[i];
        }
        double db = 10 * Math.log10(energy / error);
        // 60 dB and more, 33 with emphasis, which is undone a little otherwise than done; a path
        // that is wrong in one grain of thirty has 12.
        assertTrue(db > 30, db + " dB with " + spec);
    }

    @Test
    void anotherStretchOfATextureComesNear() throws IOException {
        float[] rain = texture(ProceduralTexture.RAIN, 6);
        float[] corpus = Arrays.copyOf(rain, 4 * 44_100);
        float[] wanted = Arrays.copyOfRange(rain, 4 * 44_100, rain.length);
        float[] copy = render(wanted, corpus, TEXTURE);
        double lm =
                LevelDistance.aligned(
                        LogMel.of(clip(wanted, TEXTURE)), LogMel.of(clip(copy, TEXTURE)));
        // 2.1 dB; grains taken blindly are over 4 apart.
        assertTrue(lm < 2.4, "LM " + lm + " dB");
        assertEquals(
                Sounds.levelDb(wanted, 0, wanted.length),
                Sounds.levelDb(copy, 0, copy.length),
                0.5);
    }

    /** Half as many cuts as the nearest grains would have. */
    @Test
    void grainsGoOnWhereTheyCan() throws IOException {
        float[] fire = texture(ProceduralTexture.FIRE, 6);
        MosaicCorpus corpus =
                MosaicCorpus.of(clip(Arrays.copyOf(fire, 4 * 44_100), TEXTURE), TEXTURE);
        FrameMatrix wanted = vectors(Arrays.copyOfRange(fire, 4 * 44_100, fire.length), TEXTURE);
        int grain = corpus.grainFrames();
        float[][] points = new float[grain][corpus.dims()];
        GrainPath path = new GrainPath(corpus);
        GrainSearch search = new GrainSearch(corpus, 1, grain / 2);
        int cuts = 0;
        int nearestCuts = 0;
        int last = -1;
        int lastNearest = -1;
        for (int t = 0; t + grain <= wanted.frames(); t += grain) {
            for (int i = 0; i < grain; i++) {
                corpus.point(wanted.values(), (t + i) * wanted.dims(), points[i]);
            }
            search.nearest(points[grain / 2]);
            nearestCuts += search.frame(0) == lastNearest + grain ? 0 : 1;
            lastNearest = search.frame(0);
            path.push(points);
            if (path.full()) {
                int frame = path.take();
                assertTrue(corpus.begins(frame));
                cuts += frame == last + grain ? 0 : 1;
                last = frame;
            }
        }
        assertTrue(cuts < 0.75 * nearestCuts, cuts + " cuts against " + nearestCuts);
    }

    @Test
    void theSearchFindsTheNearest() throws IOException {
        MosaicCorpus corpus =
                MosaicCorpus.of(clip(Sounds.noise(300_000, 0.1, 1), TEXTURE), TEXTURE);
        SplittableRandom random = new SplittableRandom(3);
        float[] point = new float[corpus.dims()];
        for (int d = 0; d < point.length; d++) {
            point[d] = (float) random.nextDouble(-2, 2);
        }
        GrainSearch search = new GrainSearch(corpus, 7, 2);
        assertEquals(7, search.nearest(point));
        int[] expected =
                IntStream.range(0, corpus.frames() - 2)
                        .filter(corpus::begins)
                        .boxed()
                        .sorted(
                                (a, b) ->
                                        Double.compare(
                                                distance(corpus, a + 2, point),
                                                distance(corpus, b + 2, point)))
                        .limit(7)
                        .mapToInt(i -> i)
                        .toArray();
        for (int i = 0; i < 7; i++) {
            assertEquals(expected[i], search.frame(i));
        }
    }

    private static double distance(MosaicCorpus corpus, int frame, float[] point) {
        double sum = 0;
        for (int d = 0; d < point.length; d++) {
            double difference = corpus.points()[d][frame] - point[d];
            sum += difference * difference;
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void silenceIsSilent(FeatureSpec spec) throws IOException {
        float[] silence = new float[4 * spec.fftSize()];
        float[] noise = Sounds.noise(8 * spec.fftSize(), 0.1, 1);
        assertArrayEquals(silence, render(silence, noise, spec));
        for (float sample : render(noise, silence, spec)) {
            assertEquals(0, sample, "there is nothing to make sound of");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5})
    void fewFramesAreEnough(int frames) throws IOException {
        float[] noise = Sounds.noise(4000, 0.1, 1);
        MosaicCorpus corpus = MosaicCorpus.of(clip(noise, TEXTURE), TEXTURE);
        FrameMatrix all = vectors(noise, TEXTURE);
        FrameMatrix few =
                new FrameMatrix(
                        Arrays.copyOf(all.values(), frames * all.dims()), frames, all.dims());
        float[] copy =
                VocoderType.MOSAIC.render(
                        few, TEXTURE, new VocoderSettings(1, corpus), frames * 128 + 100);
        for (int i = 0; i < frames * 128; i++) {
            assertTrue(Math.abs(copy[i]) <= 1, "sample " + i + " is " + copy[i]);
        }
    }

    /** One grain is a corpus; anything shorter is refused. */
    @Test
    void theCorpusHasAtLeastAGrain() throws IOException {
        float[] noise = Sounds.noise(3000, 0.1, 1);
        float[] copy = render(noise, Arrays.copyOf(noise, 512), TEXTURE);
        assertEquals(Sounds.levelDb(noise, 500, 2500), Sounds.levelDb(copy, 500, 2500), 3);
        AudioFormatException refused =
                assertThrows(
                        AudioFormatException.class,
                        () -> render(noise, Arrays.copyOf(noise, 511), TEXTURE));
        assertEquals(
                "no sound of the corpus is as long as a grain of 512 samples: use a longer one",
                refused.getMessage());
    }

    @Test
    void shorterSoundsAreLeftOut() throws IOException {
        for (FeatureSpec spec : List.of(TEXTURE, Profile.KALDI.spec())) {
            AudioClip clip = clip(Sounds.noise(3000, 0.1, 1), spec);
            List<AudioClip> all =
                    List.of(clip(new float[0], spec), clip, clip(new float[100], spec));
            assertEquals(MosaicCorpus.of(clip, spec).frames(), MosaicCorpus.of(all, spec).frames());
            AudioFormatException refused =
                    assertThrows(
                            AudioFormatException.class,
                            () -> MosaicCorpus.of(List.of(all.get(0), all.get(2)), spec));
            assertTrue(refused.getMessage().startsWith("no sound of the corpus"));
        }
    }

    @Test
    void grainsStayWithinARecording() throws IOException {
        AudioClip one = clip(Sounds.noise(1300, 0.1, 1), TEXTURE);
        AudioClip two = clip(Sounds.noise(700, 0.1, 2), TEXTURE);
        MosaicCorpus corpus = MosaicCorpus.of(List.of(one, two), TEXTURE);
        // 11 and 6 hops, the last ones begun, one of margin before and after each.
        assertEquals(1 + 11 + 1 + 1 + 6 + 1, corpus.frames());
        for (int t = 0; t < corpus.frames(); t++) {
            boolean inOne = t >= 1 && t <= 1 + 7;
            boolean inTwo = t >= 14 && t <= 14 + 2;
            assertEquals(inOne || inTwo, corpus.begins(t), "frame " + t);
        }
        float[] samples = corpus.samples();
        assertArrayEquals(two.samples(), Arrays.copyOfRange(samples, 14 * 128, 14 * 128 + 700));
        for (int i = 0; i < 128; i++) {
            assertEquals(two.samples()[i], samples[14 * 128 - 1 - i], "before, " + i);
            assertEquals(two.samples()[699 - i], samples[14 * 128 + 700 + i], "after, " + i);
        }
    }

    /** However short the recordings are, and wherever a tone is cut. */
    @ParameterizedTest
    @ValueSource(ints = {512, 640, 700, 1024, 44_100})
    void aToneInPiecesKeepsItsLevel(int length) throws IOException {
        float[] tone = Sounds.sine(44_100, 0.3, 220.0 / 44_100);
        List<AudioClip> clips = new ArrayList<>();
        for (int from = 0; from + length <= tone.length; from += length) {
            clips.add(clip(Arrays.copyOfRange(tone, from, from + length), TEXTURE));
        }
        VocoderSettings settings = new VocoderSettings(1, MosaicCorpus.of(clips, TEXTURE));
        float[] copy =
                VocoderType.MOSAIC.render(vectors(tone, TEXTURE), TEXTURE, settings, tone.length);
        // Within 0.1 dB; where grains' mean over the bands is their level, it loses 3 to 7.
        assertEquals(Sounds.levelDb(tone, 4000, 40_000), Sounds.levelDb(copy, 4000, 40_000), 0.5);
    }

    @Test
    void aStreamIsTheSameBitsAsAFile() throws IOException {
        float[] noise = Sounds.noise(20_000, 0.1, 5);
        VocoderSettings settings =
                new VocoderSettings(
                        1, MosaicCorpus.of(clip(Sounds.noise(20_000, 0.1, 6), TEXTURE), TEXTURE));
        FrameMatrix frames = vectors(noise, TEXTURE);
        float[] whole = VocoderType.MOSAIC.render(frames, TEXTURE, settings, noise.length);
        Vocoder vocoder = new Mosaic(TEXTURE, settings.corpus());
        float[] pushed = new float[frames.frames() * 128 + vocoder.tailSamples()];
        for (int t = 0; t < frames.frames(); t++) {
            vocoder.process(frames.values(), t * frames.dims(), pushed, t * 128);
        }
        vocoder.flush(pushed, frames.frames() * 128);
        int late = vocoder.latencySamples();
        assertArrayEquals(whole, Arrays.copyOfRange(pushed, late, late + whole.length));
    }

    @Test
    void framesAfterTheFirstAllocateNothing() throws IOException {
        FrameMatrix frames = vectors(Sounds.noise(128 * 400, 0.1, 5), TEXTURE);
        Vocoder vocoder =
                new Mosaic(
                        TEXTURE,
                        MosaicCorpus.of(clip(Sounds.noise(20_000, 0.1, 6), TEXTURE), TEXTURE));
        float[] out = new float[128];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int t = 0; t < 400; t++) {
            if (t == 150) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            vocoder.process(frames.values(), t * frames.dims(), out, 0);
        }
        // The measuring itself may take a little; 250 frames of any allocation take more.
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 2000, bytes + " bytes");
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        FrameMatrix frames = vectors(Sounds.noise(3000, 0.1, 1), TEXTURE);
        assertTrue(VocoderType.MOSAIC.needsCorpus());
        assertFalse(VocoderType.GRIFFIN_LIM.needsCorpus());
        assertEquals(
                "mosaic needs a corpus: the sound to take grains from",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> VocoderType.MOSAIC.render(frames, TEXTURE, 1, 3000))
                        .getMessage());
        MosaicCorpus other =
                MosaicCorpus.of(
                        clip(Sounds.noise(3000, 0.1, 1), TEXTURE),
                        Profile.TEXTURE.builder().coefficients(20).build());
        assertThrows(IllegalArgumentException.class, () -> new Mosaic(TEXTURE, other));
        assertThrows(
                AudioFormatException.class,
                () -> MosaicCorpus.of(new AudioClip(new float[3000], 22_050), TEXTURE));
    }
}
