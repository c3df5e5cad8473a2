// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.texture.ProceduralTexture;

/** The sounds that are copied, all at 44.1 kHz. */
public final class SoundSets {

    /** Procedural textures. */
    public static final String TEXTURES = "textures";

    /** The recordings that come with the clone. */
    public static final String RECORDINGS = "recordings";

    /** Sounds of a known pitch, made here. */
    public static final String PITCHED = "pitched";

    private static final long SEED = 1;
    private static final double MAX_PITCHED_SECONDS = 8;

    private SoundSets() {}

    /**
     * All sets.
     *
     * @param seconds of each texture; of each pitched sound, up to 8
     * @param longest how much of each recording, in seconds
     * @param recordings folder of the shipped recordings
     * @param more further folders, each a set of its own that is called as the folder is
     * @throws IOException if a folder or a sound in it cannot be read, or it holds none
     */
    public static List<TestSound> load(
            double seconds, double longest, Path recordings, List<Path> more) throws IOException {
        List<TestSound> sounds = new ArrayList<>();
        for (ProceduralTexture texture : ProceduralTexture.values()) {
            try (SampleReader reader = texture.open(SEED, seconds)) {
                AudioClip clip = AudioFiles.readAll(reader);
                sounds.add(TestSound.recorded(TEXTURES, texture.label(), clip));
            }
        }
        sounds.addAll(folder(RECORDINGS, recordings, longest));
        for (PitchedSound sound : PitchedSound.values()) {
            sounds.add(sound.make(SEED, Math.min(seconds, MAX_PITCHED_SECONDS)));
        }
        for (Path folder : more) {
            sounds.addAll(
                    folder(
                            folder.toAbsolutePath().normalize().getFileName() + "",
                            folder,
                            longest));
        }
        return sounds;
    }

    private static List<TestSound> folder(String set, Path folder, double longest)
            throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(AudioFiles::hasAudioExtension).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IOException(folder + " holds no sound");
        }
        List<TestSound> sounds = new ArrayList<>();
        for (Path file : files) {
            try (SampleReader reader = AudioFiles.open(file, Take.RATE_HZ)) {
                String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
                sounds.add(TestSound.recorded(set, name, beginning(reader, longest)));
            } catch (AudioFormatException e) {
                throw new AudioFormatException(file + ": " + e.getMessage(), e);
            }
        }
        return sounds;
    }

    private static AudioClip beginning(SampleReader reader, double seconds) throws IOException {
        AudioClip clip = AudioFiles.readAll(reader);
        int count = (int) Math.min(clip.samples().length, seconds * clip.sampleRateHz());
        return new AudioClip(Arrays.copyOf(clip.samples(), count), clip.sampleRateHz());
    }
}
