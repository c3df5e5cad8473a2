// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The kinds of file that Timbrel reads, told apart by their first bytes. */
enum Container {
    WAV("WAV", "wav"),
    FLAC("FLAC", "flac"),
    OGG("Ogg", "ogg"),
    MP3("MP3", "mp3"),
    M4A("M4A", "mov");

    private static final int PROBE_BYTES = 12;
    private static final int ID3_HEADER_BYTES = 10;

    private final String label;
    private final String demuxer;

    Container(String label, String demuxer) {
        this.label = label;
        this.demuxer = demuxer;
    }

    /** As people write it. */
    String label() {
        return label;
    }

    /** FFmpeg's name for it. */
    String demuxer() {
        return demuxer;
    }

    /**
     * Looks at the first bytes, past an ID3 tag.
     *
     * @throws AudioFormatException if this is not a regular, readable, non-empty file or of no kind
     *     here
     */
    static Container of(Path file) throws IOException {
        // Before opening: opening a FIFO would wait for its writer.
        if (!Files.exists(file)) {
            throw new AudioFormatException("no such file");
        }
        if (Files.isDirectory(file)) {
            throw new AudioFormatException("is a folder, not a sound file");
        }
        if (!Files.isRegularFile(file)) {
            throw new AudioFormatException("not a regular file; copy its content into one");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] head = read(channel, 0);
            if (head.length == 0) {
                throw new AudioFormatException("empty file");
            }
            if (startsWith(head, 0, "ID3") && head.length >= ID3_HEADER_BYTES) {
                byte[] afterTag = read(channel, ID3_HEADER_BYTES + id3Size(head));
                return startsWith(afterTag, 0, "fLaC") ? FLAC : MP3;
            }
            return of(head);
        } catch (AudioFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new AudioFormatException("cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static Container of(byte[] head) throws AudioFormatException {
        boolean riff =
                startsWith(head, 0, "RIFF")
                        || startsWith(head, 0, "RF64")
                        || startsWith(head, 0, "BW64");
        if (riff && startsWith(head, 8, "WAVE")) {
            return WAV;
        }
        if (startsWith(head, 0, "fLaC")) {
            return FLAC;
        }
        if (startsWith(head, 0, "OggS")) {
            return OGG;
        }
        if (startsWith(head, 4, "ftyp")) {
            return M4A;
        }
        if (isMp3Frame(head)) {
            return MP3;
        }
        if (startsWith(head, 0, "MThd") || (riff && startsWith(head, 8, "RMID"))) {
            throw new AudioFormatException(
                    "a MIDI file holds notes, not sound; timbrel render makes a sound of it");
        }
        throw new AudioFormatException(
                "not a sound file that Timbrel reads (WAV, FLAC, Ogg Vorbis, Opus, MP3, M4A)");
    }

    private static byte[] read(FileChannel channel, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
            // Regular files come in one piece, network ones may not.
        }
        byte[] result = new byte[bytes.position()];
        bytes.flip().get(result);
        return result;
    }

    private static boolean startsWith(byte[] bytes, int offset, String id) {
        byte[] expected = id.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < offset + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[offset + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** Four bytes of seven bits each. */
    private static int id3Size(byte[] head) {
        return (head[6] & 0x7F) << 21
                | (head[7] & 0x7F) << 14
                | (head[8] & 0x7F) << 7
                | (head[9] & 0x7F);
    }

    /** A frame header of MPEG layer III with no reserved value in it. */
    private static boolean isMp3Frame(byte[] head) {
        if (head.length < 4) {
            return false;
        }
        boolean sync = head[0] == (byte) 0xFF && (head[1] & 0xE0) == 0xE0;
        boolean version = (head[1] & 0x18) != 0x08;
        boolean layer3 = (head[1] & 0x06) == 0x02;
        boolean bitRate = (head[2] & 0xF0) != 0xF0;
        boolean sampleRate = (head[2] & 0x0C) != 0x0C;
        return sync && version && layer3 && bitRate && sampleRate;
    }
}
