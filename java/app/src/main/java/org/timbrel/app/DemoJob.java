// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.timbrel.app.report.SoundReport;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AtomicFile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

/** Shows on a shipped sound what Timbrel does: its features, and a page to hear and see them. */
public final class DemoJob {

    /** Says that a folder is the demo's own, whose files it may replace. */
    private static final String MARKER = ".timbrel-demo";

    private static final String SOUND = "original.wav";
    private static final String FEATURES = "original.npz";
    private static final String REPORT = "report.html";
    private static final double MAX_SECONDS = 12;

    private final Path folder;
    private final Path source;

    /**
     * What was written.
     *
     * @param files the page last
     */
    public record Written(List<Path> files) {

        /** The page to open. */
        public Path report() {
            return files.get(files.size() - 1);
        }
    }

    /**
     * @param folder where to write; made if it is not there
     * @param source the sound to show, of which at most the first 12 seconds are taken
     */
    public DemoJob(Path folder, Path source) {
        this.folder = folder;
        this.source = source;
    }

    /**
     * Writes the demo.
     *
     * @throws IOException if the folder holds anything and was not made by a demo, or if something
     *     cannot be read or written
     */
    public Written run(Progress progress) throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        progress.start("demo", 4, () -> source.getFileName().toString());
        try {
            AudioClip clip = clip(spec.sampleRateHz());
            claim();
            progress.advance(1);
            write(SOUND, path -> WavWriter.write(path, clip.reader(), WavEncoding.PCM_16));
            progress.advance(1);
            Features features = new FeatureExtractor(spec).extract(clip.reader());
            write(FEATURES, path -> FeatureFile.write(path, features));
            progress.advance(1);
            String page = new SoundReport(title(), clip, features).html(SOUND);
            write(REPORT, path -> writeText(path, page));
            progress.advance(1);
        } finally {
            progress.finish();
        }
        return new Written(Stream.of(SOUND, FEATURES, REPORT).map(folder::resolve).toList());
    }

    /** Nothing is ever deleted here: the demo's own files are replaced by their names. */
    private void claim() throws IOException {
        if (Files.isDirectory(folder) && !Files.exists(folder.resolve(MARKER))) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new IOException(
                            folder
                                    + " holds files that no demo wrote; name another folder with -o");
                }
            }
        }
        write(
                MARKER,
                path -> writeText(path, "'timbrel demo' replaces its files in this folder\n"));
    }

    private void write(String name, OutputFile.Body body) throws IOException {
        OutputFile.write(folder.resolve(name), true, body);
    }

    private static void writeText(Path file, String text) throws IOException {
        AtomicFile.write(file, channel -> writeAll(channel, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private AudioClip clip(int sampleRateHz) throws IOException {
        try (SampleReader reader = AudioFiles.open(source, sampleRateHz)) {
            AudioClip whole = AudioFiles.readAll(reader);
            int length =
                    Math.min(whole.samples().length, (int) (MAX_SECONDS * whole.sampleRateHz()));
            return new AudioClip(Arrays.copyOf(whole.samples(), length), whole.sampleRateHz());
        } catch (IOException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    private String title() {
        String name = source.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.')).replace('_', ' ').replace('-', ' ');
    }
}
