// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.timbrel.app.Curve;
import org.timbrel.app.FrameCurves;
import org.timbrel.app.Keyframes;
import org.timbrel.app.LiveCurve;
import org.timbrel.app.TextureModel;
import org.timbrel.app.TextureVoice;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.model.Sampling;

/** Streams of a shipped model that tests ask for, and what they are when nobody else is there. */
final class Requests {

    /** Tells rain and wind apart. */
    static final String MODEL = "weather";

    static final Path FILE = Path.of("../../audio-samples/models/weather.safetensors");

    private static final int STEPS = 64;

    private Requests() {}

    static TextureModel model() throws IOException {
        return TextureModel.read(FILE);
    }

    static LiveCurve level(double... values) {
        return new LiveCurve(Keyframes.constant(values));
    }

    static StreamRequest of(long seed, double seconds, Pace pace) {
        return with(seed, seconds, pace, level(1, 0), level(0));
    }

    static StreamRequest with(
            long seed, double seconds, Pace pace, LiveCurve sounds, LiveCurve loudness) {
        return new StreamRequest(
                "somebody", MODEL, seed, 1, sounds, loudness, level(0), seconds, pace, 0.2, false);
    }

    /** All samples, read in pieces of any size. */
    static float[] read(LiveTexture stream) throws InterruptedException, StreamEndedException {
        float[] all = new float[1 << 16];
        int made = 0;
        for (int n = 1; ; n = n * 7 % 4001 + 1) {
            if (all.length < made + n) {
                all = Arrays.copyOf(all, 2 * all.length);
            }
            int count = stream.read(all, made, n);
            if (count < 0) {
                return Arrays.copyOf(all, made);
            }
            made += count;
        }
    }

    /** The same without an engine. */
    static float[] alone(long seed, double seconds, Curve sounds, Curve loudness)
            throws IOException {
        TextureModel model = model();
        float[] all = new float[(int) model.samples(seconds)];
        int made = 0;
        try (Device device = Devices.open("cpu");
                Generator generator = model.generator(device, 1);
                FrameStream stream =
                        generator.open(seed, 0, Sampling.at(1), model.weights(sounds))) {
            FrameCurves curves = new FrameCurves(loudness, Keyframes.constant(0));
            TextureVoice voice = model.voice(seed, 0, sounds, curves, seconds);
            float[] frames = new float[generator.chunkValues(STEPS)];
            float[] out = new float[Math.max(voice.maxSamples(STEPS), voice.tailSamples())];
            long left = model.warmUpFrames() + model.frames(seconds);
            for (; left > 0; left -= STEPS) {
                generator.advance(STEPS);
                stream.copyFrames(frames);
                int count = voice.push(frames, (int) Math.min(STEPS, left), out);
                System.arraycopy(out, 0, all, made, count);
                made += count;
            }
            int count = voice.finish(out);
            System.arraycopy(out, 0, all, made, count);
            return Arrays.copyOf(all, made + count);
        }
    }
}
