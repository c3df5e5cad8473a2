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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.nn.safetensors.NamedTensor;

/** What a run writes into its folder, which no other run writes into while it is open. */
final class RunFiles implements Closeable {

    private static final String VALIDATION = "loss/validation";

    private final RunFolder folder;
    private final CheckpointHeader header;
    private final List<NamedTensor> constant;
    private final MetricsFile metrics;
    private final EventFile events;

    private RunFiles(
            RunFolder folder,
            CheckpointHeader header,
            List<NamedTensor> constant,
            TrainingPosition from)
            throws IOException {
        this.folder = folder;
        this.header = header;
        this.constant = List.copyOf(constant);
        // First, since it is what keeps others out.
        metrics = MetricsFile.open(folder.metrics(), from.metricsBytes());
        try {
            events = EventFile.open(folder.events(), from.step());
        } catch (IOException | RuntimeException e) {
            metrics.close();
            throw e;
        }
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
        RunFiles files = new RunFiles(folder, header, constant, TrainingPosition.START);
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
     * @param from where its checkpoint stands
     */
    static RunFiles goOn(
            RunFolder folder,
            CheckpointHeader header,
            List<NamedTensor> constant,
            TrainingPosition from)
            throws IOException {
        RunFiles files = new RunFiles(folder, header, constant, from);
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

    /**
     * Records a step.
     *
     * @param validationLoss NaN: there was no validation after it
     */
    void append(
            long step,
            long epoch,
            double learningRate,
            double loss,
            double norm,
            double validationLoss)
            throws IOException {
        metrics.append(step, epoch, learningRate, loss, norm, validationLoss);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/train", loss);
        values.put(VALIDATION, validationLoss);
        values.put("learning_rate", learningRate);
        values.put("gradient_norm", norm);
        events.append(step, values);
    }

    /** Records a validation after which no step comes. */
    void appendValidation(long step, double loss) throws IOException {
        metrics.appendValidation(step, loss);
        events.append(step, Map.of(VALIDATION, loss));
    }

    /** Brings what was recorded to the disk; how long metrics.csv is then, in bytes. */
    long sync() throws IOException {
        events.sync();
        return metrics.sync();
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
        try {
            events.close();
        } finally {
            metrics.close();
        }
    }
}
