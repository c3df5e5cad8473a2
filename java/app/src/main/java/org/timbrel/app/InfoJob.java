// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.timbrel.app.music.MusicModel;
import org.timbrel.audio.features.FeatureReader;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.AudioInfo;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.Checkpoint;

/** Says what a file holds: a sound, features, a checkpoint or MIDI, told apart by first bytes. */
public final class InfoJob {

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final int HEADER_BYTES = 8;
    private static final int START_BYTES = 12;
    private static final int BLOCK_SAMPLES = 1 << 14;

    private InfoJob() {}

    /**
     * Reads the whole of {@code file}.
     *
     * @throws IOException if it is none or cannot be read, with one line that says why
     */
    public static FileInfo run(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a folder; name a file in it");
        }
        if (Files.size(file) == 0) {
            throw new AudioFormatException("empty file");
        }
        byte[] start = start(file);
        // Text named .mid shall hear that it is no MIDI file, not that it is no sound.
        if (MidiReader.isMidi(start) || MidiReader.hasMidiExtension(file)) {
            return ScoreInfo.of(MidiReader.readFile(file));
        }
        if (Arrays.equals(Arrays.copyOf(start, ZIP.length), ZIP)) {
            return features(file);
        }
        return isSafetensors(start) ? model(file) : sound(file);
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return in.readNBytes(START_BYTES);
        }
    }

    /** A header's length in eight bytes, and its first brace. */
    private static boolean isSafetensors(byte[] start) {
        return start.length > HEADER_BYTES
                && start[HEADER_BYTES] == '{'
                && start[HEADER_BYTES - 1] == 0
                && start[HEADER_BYTES - 2] == 0;
    }

    private static ModelInfo model(Path file) throws IOException {
        Checkpoint checkpoint = Checkpoint.read(file);
        NetworkSpec network = checkpoint.network();
        boolean isMusic = MusicModel.isMusic(checkpoint.features());
        MusicInfo music = isMusic ? MusicInfo.of(MusicModel.read(checkpoint)) : null;
        ModelFeatures features = isMusic ? null : ModelFeatures.of(checkpoint.features());
        return new ModelInfo(
                network.cell().toString(),
                network.layers(),
                network.hiddenSize(),
                network.layerNorm(),
                network.dropout(),
                network.recurrentDropout(),
                switch (network.head().type()) {
                    case MIXTURE -> "mdn";
                    case MEAN -> "mse";
                    case CATEGORICAL -> checkpoint.texture() == null ? "categorical" : "bank";
                    case BERNOULLI -> "bernoulli";
                },
                network.shape().components(),
                checkpoint.framesPerStep(),
                network.parameterCount(),
                checkpoint.position().step(),
                checkpoint.position().bestLoss(),
                checkpoint.training().seed(),
                checkpoint.isResumable(),
                isMusic ? null : TextureInfo.of(checkpoint.texture(), features.sounds()),
                music,
                isMusic ? null : features.spec());
    }

    private static FeatureInfo features(Path file) throws IOException {
        try (FeatureReader features = FeatureReader.open(file)) {
            features.readAll((vector, mel, extras) -> {}); // Checks every value.
            FeatureSpec spec = features.spec();
            return new FeatureInfo(
                    features.frames(),
                    spec.coefficients(),
                    spec.melBands(),
                    features.shapes(),
                    spec);
        }
    }

    private static SoundInfo sound(Path file) throws IOException {
        AudioInfo info = AudioFiles.info(file);
        double peak = 0;
        double squares = 0;
        long count = 0;
        float[] block = new float[BLOCK_SAMPLES];
        try (SampleReader reader = AudioFiles.open(file)) {
            for (int read = reader.read(block, 0, block.length);
                    read > 0;
                    read = reader.read(block, 0, block.length)) {
                for (int i = 0; i < read; i++) {
                    peak = Math.max(peak, Math.abs(block[i]));
                    squares += (double) block[i] * block[i];
                }
                count += read;
            }
        }
        return new SoundInfo(
                info.format(),
                info.codec(),
                info.sampleRateHz(),
                info.channels(),
                (double) count / info.sampleRateHz(),
                20 * Math.log10(peak),
                10 * Math.log10(squares / Math.max(1, count)));
    }
}
