// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.texture.ProceduralTexture;

/**
 * Prints how near copy-synthesis comes, sound by sound: not a test, but what the figures come from.
 *
 * <p>Arguments: seconds of each procedural texture (0 for none), a folder of recordings ("-" for
 * none), then vocoders: {@code noise:ROUNDS}, {@code phase:LOOKAHEAD} (0 or 1), {@code
 * griffin-lim:ROUNDS}.
 */
final class CopySynthesisReport {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CopySynthesisReport() {}

    public static void main(String[] args) throws IOException {
        double seconds = Double.parseDouble(args[0]);
        Map<String, AudioClip> sounds = new LinkedHashMap<>();
        if (seconds > 0) {
            for (ProceduralTexture texture : ProceduralTexture.values()) {
                try (SampleReader reader = texture.open(1, seconds)) {
                    sounds.put(texture.label(), AudioFiles.readAll(reader));
                }
            }
        }
        if (!args[1].equals("-")) {
            try (Stream<Path> files = Files.list(Path.of(args[1]))) {
                for (Path file : files.filter(AudioFiles::hasAudioExtension).sorted().toList()) {
                    try (SampleReader reader = AudioFiles.open(file, 44_100)) {
                        sounds.put(file.getFileName().toString(), AudioFiles.readAll(reader));
                    }
                }
            }
        }
        FeatureSpec spec = Profile.TEXTURE.spec();
        for (int i = 2; i < args.length; i++) {
            report(args[i], spec, sounds);
        }
    }

    private static void report(String kind, FeatureSpec spec, Map<String, AudioClip> sounds)
            throws IOException {
        System.out.printf(
                "%-22s %6s %6s %6s %6s %6s %6s %6s %6s %6s %8s%n",
                kind, "LM", "LMs", "LT", "TS", "TSall", "floor", "mod", "SNR", "level", "x real");
        double[] sums = new double[9];
        for (Map.Entry<String, AudioClip> sound : sounds.entrySet()) {
            AudioClip clip = sound.getValue();
            Features features = new FeatureExtractor(spec).extract(clip.reader());
            // Of this thread alone: what else runs on the machine does not count.
            long start = THREADS.getCurrentThreadCpuTime();
            AudioClip copy = render(kind, spec, features, clip.samples().length);
            double speed =
                    clip.durationSeconds() / ((THREADS.getCurrentThreadCpuTime() - start) * 1e-9);
            Comparison c = Comparison.of(clip, copy);
            double level = 20 * Math.log10(rms(copy) / rms(clip));
            double[] row = {
                c.levelDb(),
                c.sortedLevelDb(),
                c.longTermDb(),
                c.texStatAligned(),
                c.texStat(),
                c.floor().texStat(),
                c.modulationDb(),
                c.snrDb(),
                level
            };
            print(sound.getKey(), row, speed);
            for (int i = 0; i < row.length; i++) {
                sums[i] += row[i] / sounds.size();
            }
        }
        print("mean", sums, Double.NaN);
    }

    private static void print(String name, double[] row, double speed) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-22s", name));
        for (double value : row) {
            line.append(String.format(Locale.ROOT, " %6.3f", value));
        }
        System.out.println(line.append(String.format(Locale.ROOT, " %8.0f", speed)));
    }

    private static AudioClip render(String kind, FeatureSpec spec, Features features, int samples)
            throws IOException {
        String[] parts = kind.split(":", 2);
        int parameter = Integer.parseInt(parts[1]);
        if (parts[0].equals("griffin-lim")) {
            float[] sound = new GriffinLim(spec, 1, parameter).render(features.mfcc(), samples);
            return new AudioClip(sound, spec.sampleRateHz());
        }
        Supplier<Vocoder> maker =
                switch (parts[0]) {
                    case "noise" -> () -> new NoiseVocoder(spec, 1, parameter);
                    case "phase" -> () -> new PhaseVocoder(spec, 1, parameter > 0);
                    default -> throw new IllegalArgumentException(kind);
                };
        return AudioFiles.readAll(
                new VocoderReader(maker.get(), FrameSource.of(features.mfcc()), samples));
    }

    private static double rms(AudioClip clip) {
        double sum = 0;
        for (float x : clip.samples()) {
            sum += (double) x * x;
        }
        return Math.sqrt(sum / clip.samples().length);
    }
}
