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
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

/** Frames as a stream: the bits of a file, late by the latency, and no garbage. */
class StreamedCopyTest {

    private static final FeatureSpec TEXTURE = Profile.TEXTURE.spec();

    /** Noise, or for harmonics something that has them. */
    private static FrameMatrix frames(VocoderType type, FeatureSpec spec, int samples)
            throws IOException {
        if (type != VocoderType.HARMONIC) {
            return Sounds.vectors(spec, Sounds.noise(samples, 0.1, 5));
        }
        FrameMatrix frames = Sounds.vectors(spec, Sounds.voice(samples, spec.sampleRateHz()));
        assertTrue(Sounds.voiced(spec, frames) > 0.8, "it is a voice");
        return frames;
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
        "NOISE, 161, KALDI",
        "PHASE, 161, KALDI",
        "NOISE, 4096, HTK",
        "PHASE, 159, TORCHAUDIO",
        "NOISE, 511, LIBROSA",
        "PHASE, 4096, LIBROSA"
    })
    void aStreamIsTheSameBitsAsAFile(VocoderType type, int longestBlock, Profile profile)
            throws IOException {
        FeatureSpec spec = profile.spec();
        int length = 20_000;
        FrameMatrix frames = frames(type, spec, length);
        float[] whole = type.render(frames, spec, 7, length);
        SplittableRandom random = new SplittableRandom(1);
        float[] blocks = new float[length];
        try (SampleReader reader = type.reader(frames, spec, 7, length)) {
            int n = 0;
            while (n < blocks.length) {
                int wanted = Math.min(random.nextInt(1, longestBlock + 1), blocks.length - n);
                n += reader.read(blocks, n, wanted);
            }
            assertEquals(-1, reader.read(new float[1], 0, 1));
        }
        assertArrayEquals(whole, blocks);
        assertArrayEquals(whole, type.render(frames, spec, 7, length));
    }

    /** Not a byte, so that no collector interrupts a live stream. */
    @ParameterizedTest
    @CsvSource({
        "NOISE, TEXTURE",
        "HARMONIC, PITCHED",
        "PHASE, TEXTURE",
        "NOISE, KALDI",
        "PHASE, KALDI",
        "NOISE, HTK",
        "PHASE, HTK"
    })
    void framesAfterTheFirstAllocateNothing(VocoderType type, Profile profile) throws IOException {
        FeatureSpec spec = profile.spec();
        int hop = spec.hopSamples();
        FrameMatrix frames = frames(type, spec, hop * 605);
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
        FeatureSpec spec = Specs.texture(type);
        FrameMatrix frames = frames(type, spec, 12_800);
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

    /** From time 0 on, however many are pushed at once, up to the end of what is pulled. */
    @ParameterizedTest
    @CsvSource({
        "NOISE, 1, TEXTURE",
        "NOISE, 50, TEXTURE",
        "HARMONIC, 7, PITCHED",
        "PHASE, 1, TEXTURE",
        "PHASE, 50, TEXTURE",
        "NOISE, 3, KALDI",
        "PHASE, 3, HTK",
        "PHASE, 2, LIBROSA"
    })
    void whatIsPushedIsWhatIsPulled(VocoderType type, int mostFrames, Profile profile)
            throws IOException {
        FeatureSpec spec = profile.spec();
        FrameMatrix frames = frames(type, spec, 20_000);
        int length = frames.frames() * spec.hopSamples();
        VocoderStream stream = new VocoderStream(type.open(spec, 7));
        float[] pushed = new float[length + stream.tailSamples()];
        SplittableRandom random = new SplittableRandom(3);
        int written = 0;
        for (int t = 0; t < frames.frames(); ) {
            int count = Math.min(random.nextInt(mostFrames + 1), frames.frames() - t);
            int from = t * frames.dims();
            float[] some = Arrays.copyOfRange(frames.values(), from, from + count * frames.dims());
            float[] out = new float[stream.maxSamples(count)];
            int samples = stream.push(some, count, out);
            System.arraycopy(out, 0, pushed, written, samples);
            written += samples;
            t += count;
        }
        float[] tail = new float[stream.tailSamples()];
        int samples = stream.finish(tail);
        System.arraycopy(tail, 0, pushed, written, samples);
        written += samples;
        assertTrue(written >= length, written + " samples");
        assertArrayEquals(type.render(frames, spec, 7, written), Arrays.copyOf(pushed, written));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void noFramesGiveZeros(VocoderType type) throws IOException {
        FeatureSpec spec = Specs.texture(type);
        FrameMatrix none = new FrameMatrix(new float[0], 0, spec.vectorSize());
        assertArrayEquals(new float[100], type.render(none, spec, 1, 100));
        assertEquals(-1, type.reader(none, spec, 1).read(new float[9], 0, 9));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void theLengthIsFramesTimesHopUnlessTold(VocoderType type) throws IOException {
        FeatureSpec spec = Specs.texture(type);
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

    @Test
    void aStreamThatHasEndedStaysEnded() {
        Vocoder vocoder = VocoderType.NOISE.open(TEXTURE, 1);
        vocoder.flush(new float[vocoder.tailSamples()], 0);
        assertThrows(
                IllegalStateException.class,
                () -> vocoder.process(new float[40], 0, new float[128], 0));
    }
}
