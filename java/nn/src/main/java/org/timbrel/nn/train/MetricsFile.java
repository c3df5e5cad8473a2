// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * metrics.csv: a line a step, no times in it, so that a run gives the same bytes whether it was
 * interrupted or not. Locked while it is open: two trainings in one folder would spoil each other.
 */
final class MetricsFile implements Closeable {

    private static final String NAMES =
            "step,epoch,learning_rate,train_loss,gradient_norm,validation_loss\n";

    private final Path file;
    private final FileChannel channel;

    private MetricsFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the file, keeps its first {@code bytes}, and goes on behind them.
     *
     * @param bytes that a checkpoint vouches for; 0: the file begins anew
     * @throws FileSystemException if another process trains in that folder
     */
    static MetricsFile open(Path file, long bytes) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        MetricsFile metrics = new MetricsFile(file, channel);
        try {
            metrics.lock();
            channel.truncate(bytes);
            channel.position(channel.size());
            if (channel.size() == 0) {
                metrics.append(NAMES);
            }
            return metrics;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        boolean mine;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            mine = false;
        } catch (IOException e) {
            // A file system without locks: nothing is known of others, and that is no fault.
            mine = true;
        }
        if (!mine) {
            throw new FileSystemException(
                    file.toString(), null, "another training writes into this folder");
        }
    }

    /**
     * Adds one line.
     *
     * @param validationLoss NaN: there was no validation after this step
     */
    void append(
            long step,
            long epoch,
            double learningRate,
            double loss,
            double norm,
            double validationLoss)
            throws IOException {
        append(
                String.format(
                        Locale.ROOT,
                        "%d,%d,%s,%s,%s,%s\n",
                        step,
                        epoch,
                        learningRate,
                        loss,
                        norm,
                        Double.isNaN(validationLoss) ? "" : validationLoss));
    }

    /** Adds a line for a validation after which no step comes. */
    void appendValidation(long step, double loss) throws IOException {
        append(String.format(Locale.ROOT, "%d,,,,,%s\n", step, loss));
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            FileSystemException named =
                    new FileSystemException(file.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    /** Brings what was written to the disk; how many bytes that is. */
    long sync() throws IOException {
        channel.force(false);
        return channel.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
