// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.LossSum;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.safetensors.NamedTensor;
import org.timbrel.nn.train.TrainingResult.End;

/**
 * One training run: truncated back-propagation through time with carried state, validation on the
 * held-out part, checkpoints. The same arguments give the same weights, bit for bit, on the same
 * device, however often the run is interrupted, killed and resumed.
 *
 * <pre>{@code
 * try (Trainer trainer = Trainer.begin(device, network, data, features, spec, folder)) {
 *     TrainingResult result = trainer.run(TrainingListener.NONE);
 * }
 * }</pre>
 */
public final class Trainer implements AutoCloseable {

    private final Device device;
    private final SequenceDataset data;

    /** Null where frames are predicted. */
    private final TextureDataset textures;

    private final StepValues values;
    private final TrainingSpec spec;
    private final RunFolder folder;
    private final CheckpointHeader header;
    private final LossUnit unit;
    private final long stepsPerEpoch;
    private final long lastStep;

    private final List<Closeable> owned = new ArrayList<>();
    private final Learner learner;
    private final Evaluation validation;
    private final SequenceBatch batch;
    private RunFiles files;

    private final TrainingClock clock = new TrainingClock();
    private TrainingPosition position = TrainingPosition.START;
    private long savedStep = -1;
    private volatile boolean stopping;

    private Trainer(
            Device device,
            SequenceDataset data,
            TextureDataset textures,
            CheckpointHeader header,
            RunFolder folder) {
        NetworkSpec networkSpec = header.network();
        this.device = device;
        this.data = data;
        this.textures = textures;
        this.spec = header.training();
        this.folder = folder;
        this.header = header;
        if (textures != null) {
            Trainable.require(networkSpec, textures, spec);
            values = new TextureValues(textures);
        } else {
            Trainable.require(networkSpec, data, spec);
            values = new FrameValues(data);
        }
        unit = new LossUnit(networkSpec.head(), data.spec().framesPerStep(), textures != null);
        SequenceLengths lengths = SequenceLengths.of(data.training(), spec);
        stepsPerEpoch = lengths.stepsPerEpoch();
        lastStep = spec.lastStep(stepsPerEpoch);
        batch =
                new SequenceBatch(
                        data.training(),
                        PieceSource.endless(
                                data.training(), spec.batch(), lengths.longest(), spec.seed()),
                        values,
                        spec.batch(),
                        lengths.longest(),
                        spec.inputNoise(),
                        spec.seed());
        try {
            learner = own(new Learner(device, networkSpec, spec, lengths.each()));
            validation =
                    own(
                            new Evaluation(
                                    device,
                                    networkSpec,
                                    values,
                                    data.validation(),
                                    spec.sequenceLength(),
                                    spec.batch(),
                                    learner.parameters()));
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    private <C extends Closeable> C own(C resource) {
        owned.add(resource);
        return resource;
    }

    /**
     * Begins a run: draws the weights and writes the first checkpoint.
     *
     * @param features how frames were made, a JSON object; only kept
     * @param folder made if missing; left as it was where the run is refused
     * @throws FileAlreadyExistsException if a run in that folder can be resumed, and it is not
     *     replaceable
     * @throws InsufficientDataException if the training part has fewer steps than one sequence
     * @throws IllegalArgumentException if the network's frames are not those of the data
     * @throws IOException if the folder cannot be written
     */
    public static Trainer begin(
            Device device,
            NetworkSpec network,
            SequenceDataset data,
            String features,
            TrainingSpec spec,
            RunFolder folder)
            throws IOException {
        return begin(device, network, data, null, features, spec, folder, null);
    }

    /**
     * The same for the clusters of a texture, which goes into every checkpoint.
     *
     * @throws IllegalArgumentException if the network is not made for the texture
     */
    public static Trainer begin(
            Device device,
            NetworkSpec network,
            TextureDataset data,
            String features,
            TrainingSpec spec,
            RunFolder folder)
            throws IOException {
        return begin(device, network, data.frames(), data, features, spec, folder, null);
    }

    /**
     * The same from the weights of a model of fewer sounds.
     *
     * @param from with a network that differs in the sounds' weights that go in, and in no more
     */
    public static Trainer begin(
            Device device,
            TextureDataset data,
            String features,
            TrainingSpec spec,
            RunFolder folder,
            Checkpoint from)
            throws IOException {
        NetworkSpec network = widened(from.network(), data);
        return begin(device, network, data.frames(), data, features, spec, folder, from);
    }

    private static NetworkSpec widened(NetworkSpec network, TextureDataset data) {
        return data.network(network.layers(), network.hiddenSize(), network.dropout())
                .withCell(network.cell())
                .withLayerNorm(network.layerNorm())
                .withRecurrentDropout(network.recurrentDropout());
    }

    /**
     * Goes on with a run that was begun from a model.
     *
     * @param from the same model
     */
    public static Trainer resume(
            Device device, TextureDataset data, TrainingSpec spec, Path folder, Checkpoint from)
            throws IOException {
        NetworkSpec network = widened(from.network(), data);
        return resume(device, network, data.frames(), data, spec, folder);
    }

    private static Trainer begin(
            Device device,
            NetworkSpec network,
            SequenceDataset data,
            TextureDataset textures,
            String features,
            TrainingSpec spec,
            RunFolder folder,
            Checkpoint from)
            throws IOException {
        if (folder.isResumable() && !folder.replaceable()) {
            throw new FileAlreadyExistsException(folder.last().toString());
        }
        Json.parse(features);
        CheckpointHeader header =
                new CheckpointHeader(
                        network,
                        features,
                        data.spec().framesPerStep(),
                        data.normalisation(),
                        data.fingerprint(),
                        spec,
                        TrainingPosition.START);
        Trainer trainer = new Trainer(device, data, textures, header, folder);
        try {
            if (from == null) {
                trainer.learner.initialise();
            } else {
                trainer.learner.begin(from);
            }
            trainer.files = trainer.own(RunFiles.begin(folder, header, trainer.constantTensors()));
            trainer.save();
            return trainer;
        } catch (IOException | RuntimeException e) {
            trainer.closeAfter(e);
            throw e;
        }
    }

    /**
     * Goes on with a run from its last checkpoint, as if it had never been interrupted.
     *
     * @param network the same as when it was begun
     * @param data likewise
     * @param spec likewise, but steps, epochs, maxSeconds, checkpointEvery and patience may differ
     * @throws CheckpointException if the checkpoint is damaged or of other data
     * @throws IllegalArgumentException if {@code network} differs, or {@code spec} where it must
     *     not
     * @throws IOException if there is no checkpoint, or the folder cannot be written
     */
    public static Trainer resume(
            Device device,
            NetworkSpec network,
            SequenceDataset data,
            TrainingSpec spec,
            Path folder)
            throws IOException {
        return resume(device, network, data, null, spec, folder);
    }

    /**
     * The same for the clusters of a texture.
     *
     * @param data with the same texture as when the run was begun
     */
    public static Trainer resume(
            Device device, NetworkSpec network, TextureDataset data, TrainingSpec spec, Path folder)
            throws IOException {
        return resume(device, network, data.frames(), data, spec, folder);
    }

    private static Trainer resume(
            Device device,
            NetworkSpec network,
            SequenceDataset data,
            TextureDataset textures,
            TrainingSpec spec,
            Path folder)
            throws IOException {
        RunFolder run = new RunFolder(folder);
        Checkpoint checkpoint = Checkpoint.read(run.last());
        CheckpointHeader begun = checkpoint.header();
        Json.requireKept(NetworkJson.write(begun.network()), NetworkJson.write(network));
        spec.requireGoesOn(begun.training());
        if (!begun.dataFingerprint().equals(data.fingerprint())) {
            throw new CheckpointException(
                    run.last(),
                    "it was trained on other data, or on the same divided or grouped otherwise");
        }
        checkpoint.requireTexture(textures == null ? null : textures.texture());
        CheckpointHeader header =
                new CheckpointHeader(
                        begun.network(),
                        begun.features(),
                        begun.framesPerStep(),
                        begun.normalisation(),
                        begun.dataFingerprint(),
                        spec,
                        begun.position());
        Trainer trainer = new Trainer(device, data, textures, header, run);
        try {
            trainer.restore(checkpoint);
            return trainer;
        } catch (IOException | RuntimeException e) {
            trainer.closeAfter(e);
            throw e;
        }
    }

    private void restore(Checkpoint checkpoint) throws IOException {
        position = checkpoint.position();
        savedStep = position.step();
        clock.set(position.seconds());
        files = own(RunFiles.goOn(folder, header, constantTensors(), position));
        learner.restore(checkpoint);
        for (long step = 0; step < position.step(); step++) {
            batch.skip();
        }
    }

    /**
     * Trains until the run ends or {@link #stop} is called. Call it once.
     *
     * @throws TrainingDivergedException if the loss is no number any more
     * @throws IOException if a file cannot be written; the last checkpoint is as it was
     */
    public TrainingResult run(TrainingListener listener) throws IOException {
        clock.start();
        End end;
        while ((end = end()) == null) {
            step(listener);
        }
        if (end == End.INTERRUPTED) {
            if (savedStep != position.step()) {
                save(listener);
            }
            return result(end, Double.NaN);
        }
        if (position.validatedStep() == position.step()) {
            save(listener);
        } else {
            validateAtEnd(listener);
        }
        TrainingResult result = result(end, testLoss());
        files.writeResult(result);
        return result;
    }

    /** Ends {@link #run} after the step it is at, with a checkpoint. From any thread. */
    public void stop() {
        stopping = true;
    }

    /** Where the run stands. */
    public TrainingPosition position() {
        return position;
    }

    /**
     * Batches that hold as many steps as the training part; of pieces that fit in, as many pieces.
     */
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /**
     * What knowing a sound's clusters by their frequency alone would lose on the validation part, a
     * frame: what the network is worth is how far it comes below. NaN where frames are predicted.
     */
    public double lossByFrequency() {
        return values instanceof TextureValues clusters
                ? clusters.lossByFrequency(data.training(), data.validation())
                : Double.NaN;
    }

    private End end() {
        if (position.step() >= lastStep) {
            return End.DONE;
        }
        if (spec.patience() > 0 && position.worseValidations() >= spec.patience()) {
            return End.EARLY;
        }
        if (spec.maxSeconds() > 0 && clock.seconds() >= spec.maxSeconds()) {
            return End.TIME_UP;
        }
        return stopping ? End.INTERRUPTED : null;
    }

    private void step(TrainingListener listener) throws IOException {
        long step = position.step();
        double learningRate = spec.learningRate(step, stepsPerEpoch);
        batch.next();
        Learner.Outcome outcome = learner.step(batch, step, learningRate);
        LossSum loss = outcome.loss();
        double norm = outcome.norm();
        requireFinite(step + 1, "loss", loss.sum());
        requireFinite(step + 1, "gradient's norm", norm);
        position = position.stepped();
        boolean validating = isValidationDue();
        double validationLoss = validating ? judge(listener) : Double.NaN;
        files.append(
                position.step(),
                step / stepsPerEpoch + 1,
                learningRate,
                unit.aFrame(loss),
                norm,
                validationLoss);
        TrainingListener.Step done =
                new TrainingListener.Step(
                        position.step(),
                        lastStep,
                        step / stepsPerEpoch + 1,
                        learningRate,
                        unit.aFrame(loss),
                        norm,
                        clock.seconds());
        clock.without(() -> listener.stepped(done));
        if (spec.checkpointEvery() > 0 ? due(spec.checkpointEvery(), 1) : validating) {
            save(listener);
        }
    }

    private boolean isValidationDue() {
        return due(spec.validateEvery(), stepsPerEpoch);
    }

    private boolean due(int every, long otherwise) {
        return position.step() % (every > 0 ? every : otherwise) == 0;
    }

    private void requireFinite(long step, String name, double value) {
        if (!Double.isFinite(value)) {
            throw diverged(step, name + " is " + value);
        }
    }

    private TrainingDivergedException diverged(long step, String what) {
        return Divergence.of(
                step,
                what,
                spec.learningRate(Math.max(0, step - 1), stepsPerEpoch),
                spec,
                batch,
                learner.parameters(),
                folder,
                savedStep);
    }

    /**
     * A validation outside the steps' rhythm. The checkpoint does not know of it, so that a run
     * that goes on later is as if it had not ended here.
     */
    private void validateAtEnd(TrainingListener listener) throws IOException {
        TrainingPosition before = position;
        double loss = judge(listener);
        TrainingPosition judged = position;
        position = before;
        save(listener);
        files.appendValidation(position.step(), loss);
        files.sync();
        position = judged;
    }

    private double judge(TrainingListener listener) throws IOException {
        double loss = unit.aFrame(validation.loss());
        requireFinite(position.step(), "validation loss", loss);
        boolean keeping = position.bestStep() >= 0 && !isValidationDue();
        position = position.validated(loss);
        boolean best = position.bestStep() == position.step();
        if (best) {
            // Without times, so that the file too is the same however often the run was resumed.
            files.writeBest(position.at(0, 0), requireFinite(learner.weights()), keeping);
        }
        long step = position.step();
        clock.without(() -> listener.validated(step, loss, best));
        return loss;
    }

    private void save(TrainingListener listener) throws IOException {
        save();
        clock.without(() -> listener.saved(position.step()));
    }

    private void save() throws IOException {
        position = position.at(files.sync(), clock.seconds());
        List<NamedTensor> tensors = new ArrayList<>(learner.weights());
        tensors.addAll(learner.rest());
        files.writeLast(position, requireFinite(tensors));
        savedStep = position.step();
    }

    private List<NamedTensor> constantTensors() {
        return textures == null ? List.of() : TextureTensors.of(textures.texture());
    }

    /** Numbers that could not be read again are not written over those that can. */
    private List<NamedTensor> requireFinite(List<NamedTensor> tensors) {
        for (NamedTensor tensor : tensors) {
            try {
                Checkpoint.requireFinite(tensor.name(), tensor.values());
            } catch (IllegalArgumentException e) {
                throw diverged(position.step(), "weights are none: " + e.getMessage());
            }
        }
        return tensors;
    }

    private double testLoss() throws IOException {
        List<Span> part = data.test().isEmpty() ? data.validation() : data.test();
        try (Parameters best = Checkpoint.read(folder.best()).parameters(device);
                Evaluation test =
                        new Evaluation(
                                device,
                                header.network(),
                                values,
                                part,
                                spec.sequenceLength(),
                                spec.batch(),
                                best)) {
            return unit.aFrame(test.loss());
        }
    }

    private TrainingResult result(End end, double testLoss) {
        return new TrainingResult(
                end,
                unit.lossName(),
                testLoss,
                data.test().isEmpty() ? "validation" : "test",
                position.bestLoss(),
                position.bestStep(),
                position.step(),
                (position.step() + stepsPerEpoch - 1) / stepsPerEpoch,
                header.network().parameterCount(),
                clock.seconds(),
                device.name());
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Frees the device's memory and lets go of the folder; does not save. */
    @Override
    public void close() throws IOException {
        Exception failure = null;
        for (int k = owned.size() - 1; k >= 0; k--) {
            try {
                owned.get(k).close();
            } catch (IOException | RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        owned.clear();
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }
}
