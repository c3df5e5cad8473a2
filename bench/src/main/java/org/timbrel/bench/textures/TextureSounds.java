// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.texture.ProceduralTexture;

/** The textures that are learned. */
public final class TextureSounds {

    /** A sound's halves must hold stretches whose movement at 0.5 Hz can be measured, in thirds. */
    public static final double MIN_SECONDS = 24;

    private static final long SEED = 1;

    private TextureSounds() {}

    /**
     * The first of the procedural textures.
     *
     * @param most how many
     * @param seconds of each
     */
    public static List<TextureSound> procedural(int most, double seconds) throws IOException {
        List<TextureSound> sounds = new ArrayList<>();
        for (ProceduralTexture texture : ProceduralTexture.values()) {
            if (sounds.size() < most) {
                sounds.add(procedural(texture.label(), seconds));
            }
        }
        return sounds;
    }

    /**
     * A procedural texture.
     *
     * @param name of it
     * @param seconds of sound
     * @throws IllegalArgumentException if there is none of that name, with those that there are
     */
    public static TextureSound procedural(String name, double seconds) throws IOException {
        ProceduralTexture texture = ProceduralTexture.named(name);
        try (SampleReader reader = texture.open(SEED, seconds)) {
            return TextureSound.of(texture.label(), AudioFiles.readAll(reader));
        }
    }

    /**
     * The sounds of a folder, each a texture, by name.
     *
     * @param most how many
     * @param seconds used of each, from its beginning
     * @throws IOException if the folder is none, holds no sound, or one that cannot be read or is
     *     shorter than {@link #MIN_SECONDS}
     */
    public static List<TextureSound> folder(Path folder, int most, double seconds)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " is no folder of sounds");
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(AudioFiles::hasAudioExtension).sorted().limit(most).toList();
        }
        if (files.isEmpty()) {
            throw new IOException(folder + " holds no sound");
        }
        List<TextureSound> sounds = new ArrayList<>();
        for (Path file : files) {
            sounds.add(TextureSound.of(name(file), read(file, seconds)));
        }
        return sounds;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    private static AudioClip read(Path file, double seconds) throws IOException {
        FeatureSpec spec = LearnedFrames.SPEC;
        AudioClip clip;
        try (SampleReader reader = AudioFiles.open(file, spec.sampleRateHz())) {
            long most = Math.round(seconds * spec.sampleRateHz());
            clip = AudioFiles.readAll(new LimitedReader(reader, most));
        } catch (AudioFormatException e) {
            throw new AudioFormatException(file + ": " + e.getMessage(), e);
        }
        if (clip.durationSeconds() < MIN_SECONDS) {
            throw new AudioFormatException(
                    String.format(
                            Locale.ROOT,
                            "%s: %.1f s are too short: half of it is learned and half judges, for"
                                    + " which %.0f s are the least",
                            file,
                            clip.durationSeconds(),
                            MIN_SECONDS));
        }
        return clip;
    }
}
