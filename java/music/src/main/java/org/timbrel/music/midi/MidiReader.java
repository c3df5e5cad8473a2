// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.timbrel.music.score.Score;

/**
 * Reads Standard MIDI files of formats 0, 1 and 2, also those wrapped in RIFF.
 *
 * <p>The JDK's parser is not used: it stores by lengths before it has seen that the file is as
 * long, and whoever checks every event before it has parsed the file already.
 *
 * <p>Lenient where files in the wild are wrong and their music is plain: a missing end of track,
 * running status across meta events, bytes behind the last chunk. Notes that never end do so with
 * their track; the note that began first on a key ends first. Of ticks by SMPTE time, tempos and
 * metres are left out. A file may hold 64 MiB, a million events, a million quarters and 100 hours.
 */
public final class MidiReader {

    private static final Set<String> EXTENSIONS = Set.of("mid", "midi", "kar", "rmi", "smf");
    private static final String HEADER = "MThd";
    private static final String TRACK = "MTrk";
    private static final String RIFF = "RIFF";
    private static final String RIFF_MIDI = "RMID";
    private static final String RIFF_DATA = "data";
    private static final int ID_BYTES = 4;
    private static final int HEADER_BYTES = 6;
    private static final int MAX_FORMAT = 2;

    private MidiReader() {}

    /** Whether the name ends as MIDI files do: mid, midi, kar, rmi or smf. */
    public static boolean hasMidiExtension(Path file) {
        Path name = file.getFileName();
        String text = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
        int dot = text.lastIndexOf('.');
        return dot > 0 && EXTENSIONS.contains(text.substring(dot + 1));
    }

    /** Whether a file that begins with these bytes is a MIDI file. */
    public static boolean isMidi(byte[] start) {
        return begins(start, 0, HEADER)
                || (begins(start, 0, RIFF) && begins(start, 2 * ID_BYTES, RIFF_MIDI));
    }

    private static boolean begins(byte[] bytes, int at, String id) {
        if (bytes.length < at + ID_BYTES) {
            return false;
        }
        for (int i = 0; i < ID_BYTES; i++) {
            if (bytes[at + i] != id.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The music of a file.
     *
     * @throws MidiException if it is none, damaged, or too large
     * @throws IOException if it cannot be read
     */
    public static Score read(Path file) throws IOException {
        return readFile(file).score();
    }

    /**
     * The music of a file's bytes.
     *
     * @throws MidiException if it is none, damaged, or too large
     */
    public static Score read(byte[] bytes) throws MidiException {
        return readFile(bytes).score();
    }

    /**
     * A file's music, and what kind of file it is.
     *
     * @throws MidiException if it is none, damaged, or too large
     * @throws IOException if it cannot be read
     */
    public static MidiFile readFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new MidiException("is a folder; name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Opening a pipe would wait for whoever writes to it.
            throw new MidiException("not a regular file; copy its content into one");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(ScoreLimits.MAX_FILE_BYTES + 1);
            if (bytes.length > ScoreLimits.MAX_FILE_BYTES) {
                throw new MidiException(
                        "larger than %d MiB, more than is read of a MIDI file"
                                .formatted(ScoreLimits.MAX_FILE_BYTES >> 20));
            }
            return readFile(bytes);
        }
    }

    /**
     * The music of a file's bytes, and what kind of file it is.
     *
     * @throws MidiException if it is none, damaged, or too large
     */
    public static MidiFile readFile(byte[] bytes) throws MidiException {
        if (bytes.length == 0) {
            throw new MidiException("empty file");
        }
        if (!isMidi(bytes)) {
            throw new MidiException("no MIDI file: it does not begin with MThd");
        }
        ByteCursor file = new ByteCursor(bytes);
        ByteCursor content = begins(bytes, 0, RIFF) ? unwrapped(file) : file;
        return parse(content);
    }

    private static ByteCursor unwrapped(ByteCursor file) throws MidiException {
        file.part(3L * ID_BYTES, "the RIFF header");
        while (file.left() >= 2 * ID_BYTES) {
            String id = file.part(ID_BYTES, "a chunk").latin1();
            long length = file.littleEndian32();
            if (id.equals(RIFF_DATA)) {
                return file.part(length, "the RIFF chunk data");
            }
            // Chunks have an even number of bytes.
            file.part(Math.min(length + length % 2, file.left()), "a RIFF chunk");
        }
        throw new MidiException("damaged: a RIFF file without a data chunk");
    }

    private static MidiFile parse(ByteCursor bytes) throws MidiException {
        ByteCursor header = chunk(bytes, HEADER);
        if (header == null || header.left() < HEADER_BYTES) {
            throw new MidiException("damaged: no header of %d bytes".formatted(HEADER_BYTES));
        }
        int format = (int) header.number(Short.BYTES);
        int count = (int) header.number(Short.BYTES);
        if (format > MAX_FORMAT) {
            throw new MidiException(
                    "MIDI format %d is outside 0..%d".formatted(format, MAX_FORMAT));
        }
        Timing timing = Timing.of((int) header.number(Short.BYTES));
        List<TrackChunk> chunks = tracks(bytes, count);
        Score score =
                format == MAX_FORMAT
                        ? ScoreAssembly.oneAfterTheOther(timing, chunks)
                        : ScoreAssembly.together(timing, chunks);
        ScoreLimits.requireLength(score);
        return new MidiFile(format, count, timing.smpte(), score);
    }

    private static List<TrackChunk> tracks(ByteCursor bytes, int count) throws MidiException {
        ScoreLimits limits = new ScoreLimits();
        List<TrackChunk> chunks = new ArrayList<>();
        while (chunks.size() < count) {
            ByteCursor chunk = chunk(bytes, TRACK);
            if (chunk == null) {
                throw new MidiException(
                        "truncated: %d of %d tracks are there".formatted(chunks.size(), count));
            }
            chunks.add(TrackParser.parse(chunk, limits));
        }
        return chunks;
    }

    /**
     * The content of the next chunk of that name; null if there is none. Others are passed over.
     */
    private static ByteCursor chunk(ByteCursor bytes, String wanted) throws MidiException {
        while (bytes.left() >= 2 * ID_BYTES) {
            String id = bytes.part(ID_BYTES, "a chunk").latin1();
            ByteCursor chunk = bytes.part(bytes.number(ID_BYTES), "the chunk");
            if (id.equals(wanted)) {
                return chunk;
            }
        }
        return null;
    }
}
