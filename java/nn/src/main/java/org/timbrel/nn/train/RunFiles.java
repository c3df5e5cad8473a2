// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.safetensors.NamedTensor;

/** What a run writes into its folder, which no other run writes into while it is open. */
final class RunFiles implements Closeable {

    private final RunFolder folder;
    private final CheckpointHeader header;
    private final List<NamedTensor> constant;
    private final MetricsFile metrics;

    private RunFiles(
            RunFolder folder,
            CheckpointHeader header,
            List<NamedTensor> constant,
            MetricsFile metrics) {
        this.folder = folder;
        this.header = header;
        this.constant = List.copyOf(constant);
        this.metrics = metrics;
    }

    /**
     * Those of a run that begins; what was there is gone.
     *
     * @param constant tensors of every checkpoint that training does not change
     * @throws IOException if another run writes into the folder, which is then as it was
     */
    static RunFiles begin(RunFolder folder, CheckpointHeader header, List<NamedTensor> constant)
            throws IOException {
        Files.createDirectories(folder.path());
        RunFiles files =
                new RunFiles(folder, header, constant, MetricsFile.open(folder.metrics(), 0));
        try {
            folder.clear();
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /**
     * Those of a run that goes on.
     *
     * @param metricsBytes how much of its metrics is known to the checkpoint
     */
    static RunFiles goOn(
            RunFolder folder,
            CheckpointHeader header,
            List<NamedTensor> constant,
            long metricsBytes)
            throws IOException {
        MetricsFile metrics = MetricsFile.open(folder.metrics(), metricsBytes);
        RunFiles files = new RunFiles(folder, header, constant, metrics);
        try {
            if (Files.exists(folder.bestBeforeEnd())) {
                Files.move(folder.bestBeforeEnd(), folder.best(), StandardCopyOption.ATOMIC_MOVE);
            }
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    MetricsFile metrics() {
        return metrics;
    }

    /** All that training needs to go on. */
    void writeLast(TrainingPosition at, List<NamedTensor> tensors) throws IOException {
        write(folder.last(), at, tensors);
    }

    /**
     * The weights that validated best.
     *
     * @param outsideRhythm whether a run that goes on later must not know of them
     */
    void writeBest(TrainingPosition at, List<NamedTensor> tensors, boolean outsideRhythm)
            throws IOException {
        if (outsideRhythm) {
            byte[] kept = Files.readAllBytes(folder.best());
            AtomicFile.write(folder.bestBeforeEnd(), file -> file.write(ByteBuffer.wrap(kept)));
        }
        write(folder.best(), at, tensors);
    }

    private void write(Path file, TrainingPosition at, List<NamedTensor> changing)
            throws IOException {
        List<NamedTensor> tensors = new ArrayList<>(changing);
        tensors.addAll(constant);
        Checkpoint.write(file, header.at(at), tensors);
    }

    void writeResult(TrainingResult result) throws IOException {
        byte[] json = result.toJson().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.result(), file -> file.write(ByteBuffer.wrap(json)));
    }

    @Override
    public void close() throws IOException {
        metrics.close();
    }
}
