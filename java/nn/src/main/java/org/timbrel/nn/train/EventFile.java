// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The same numbers as metrics.csv for those who watch with TensorBoard: a record a step, and the
 * time at which it was written. The lock on metrics.csv is this file's too.
 */
final class EventFile implements Closeable {

    private final Path file;
    private final FileChannel channel;

    private EventFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the file, keeps what was written up to a step, and goes on behind it. What is not whole
     * is gone, with all that follows.
     *
     * @param step that a checkpoint vouches for; 0: the file begins anew
     */
    static EventFile open(Path file, long step) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        EventFile events = new EventFile(file, channel);
        try {
            long kept = step == 0 ? 0 : events.endOf(step);
            channel.truncate(kept);
            channel.position(kept);
            if (kept == 0) {
                events.write(EventRecord.version(now()));
            }
            return events;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Where the record of a step ends, or of the last before it. A validation at the end of a run
     * has the step's number too, and stands behind it.
     */
    private long endOf(long step) throws IOException {
        long end = 0;
        long at = 0;
        while (at < step) {
            ByteBuffer event = EventRecord.unframe(this::read, end);
            if (event == null) {
                return end;
            }
            at = EventRecord.step(event);
            if (at <= step) {
                end += EventRecord.framedBytes(event);
            }
        }
        return end;
    }

    private void read(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new EOFException();
            }
            at += count;
        }
    }

    /**
     * Adds a record.
     *
     * @param values by their names in TensorBoard; those that are NaN are left out
     */
    void append(long step, Map<String, Double> values) throws IOException {
        write(EventRecord.scalars(now(), step, values));
    }

    private void write(ByteBuffer record) throws IOException {
        try {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            FileSystemException named =
                    new FileSystemException(file.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    /** Brings what was written to the disk. */
    void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
