// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Frames of several files, divided into a training, a validation and a test part, with the
 * normalisation that the training part alone decides. F frames make one step: a vector of F·D
 * values, with the conditions of its first frame. A file that cannot be used is left out and
 * listed.
 *
 * <pre>{@code
 * SequenceDataset data = SequenceDataset.split(files, DatasetSpec.DEFAULT);
 * data.unusable().forEach(file -> System.err.println(file.name() + ": " + file.reason()));
 * }</pre>
 */
public final class SequenceDataset {

    private final DatasetSpec spec;
    private final DataSplit split;
    private final Normalisation normalisation;
    private final List<UnusableSequence> unusable;

    private SequenceDataset(DatasetSpec spec, DataSplit split, List<UnusableSequence> unusable) {
        requireSpans(split.training(), "training", spec);
        requireSpans(split.validation(), "validation", spec);
        this.spec = spec;
        this.split = split;
        this.normalisation =
                Normalisation.fit(split.training(), spec.framesPerStep(), spec.normalise());
        this.unusable = List.copyOf(unusable);
    }

    private SequenceDataset(SequenceDataset other, Normalisation normalisation) {
        spec = other.spec;
        split = other.split;
        unusable = other.unusable;
        this.normalisation = normalisation;
    }

    /**
     * The same, divided alike, with a normalisation that a network has learned with already.
     *
     * @throws IllegalArgumentException if it is of other frames
     */
    public SequenceDataset normalisedAs(Normalisation known) {
        if (known.dims() != dims()) {
            throw new IllegalArgumentException(
                    "a normalisation of %d values for frames of %d"
                            .formatted(known.dims(), dims()));
        }
        return new SequenceDataset(this, known);
    }

    /**
     * The same, with more to train on; what is held out stays as it is.
     *
     * @param more frames of the same size; their values are not copied
     */
    public SequenceDataset learningAlso(List<FrameSequence> more) {
        List<UnusableSequence> left = new ArrayList<>(unusable);
        List<Span> training = new ArrayList<>(split.training());
        training.addAll(
                DataSplit.of(
                                usable(more, dims(), conditionSize(), spec, left),
                                List.of(),
                                List.of(),
                                spec.framesPerStep())
                        .training());
        return new SequenceDataset(
                spec, new DataSplit(training, split.validation(), split.test()), left);
    }

    /**
     * Divides files as {@code spec} says.
     *
     * @param files of one feature spec; their values are not copied
     * @throws InsufficientDataException if a part would be empty
     */
    public static SequenceDataset split(List<FrameSequence> files, DatasetSpec spec) {
        List<UnusableSequence> unusable = new ArrayList<>();
        List<FrameSequence> usable =
                usable(files, dims(files), conditionSize(files), spec, unusable);
        return new SequenceDataset(spec, DataSplit.of(usable, spec), unusable);
    }

    /**
     * Takes the parts as the caller has divided them.
     *
     * @param test may be empty
     * @param spec whose fractions and gap have no influence
     * @throws InsufficientDataException if there is nothing to train on or to validate with
     */
    public static SequenceDataset of(
            List<FrameSequence> training,
            List<FrameSequence> validation,
            List<FrameSequence> test,
            DatasetSpec spec) {
        List<UnusableSequence> unusable = new ArrayList<>();
        int dims = dims(training);
        int conditions = conditionSize(training);
        DataSplit split =
                DataSplit.of(
                        usable(training, dims, conditions, spec, unusable),
                        usable(validation, dims, conditions, spec, unusable),
                        usable(test, dims, conditions, spec, unusable),
                        spec.framesPerStep());
        return new SequenceDataset(spec, split, unusable);
    }

    private static int conditionSize(List<FrameSequence> files) {
        return files.stream()
                .filter(file -> file.frames() > 0)
                .findFirst()
                .map(FrameSequence::conditionSize)
                .orElse(0);
    }

    private static int dims(List<FrameSequence> files) {
        return files.isEmpty() ? 0 : files.get(0).dims();
    }

    private static List<FrameSequence> usable(
            List<FrameSequence> files,
            int dims,
            int conditions,
            DatasetSpec spec,
            List<UnusableSequence> unusable) {
        List<FrameSequence> usable = new ArrayList<>();
        int before = unusable.size();
        for (FrameSequence file : files) {
            String reason = fault(file, dims, conditions, spec.framesPerStep());
            if (reason.isEmpty()) {
                usable.add(file);
            } else {
                unusable.add(new UnusableSequence(file.name(), reason));
            }
        }
        if (usable.isEmpty() && !files.isEmpty()) {
            throw new InsufficientDataException(
                    "none of %d files can be used; %s: %s"
                            .formatted(
                                    files.size(),
                                    unusable.get(before).name(),
                                    unusable.get(before).reason()));
        }
        return usable;
    }

    private static String fault(FrameSequence file, int dims, int conditions, int framesPerStep) {
        if (file.dims() != dims) {
            return "its frames have %d values, those of the first file %d"
                    .formatted(file.dims(), dims);
        }
        if (file.frames() > 0 && file.conditionSize() != conditions) {
            return "its frames have %d conditions, those of the first file %d"
                    .formatted(file.conditionSize(), conditions);
        }
        if (file.frames() < 2L * framesPerStep) {
            return "%d frames are too few: one step and the next need %d"
                    .formatted(file.frames(), 2L * framesPerStep);
        }
        float[] values = file.values();
        for (int k = 0; k < values.length; k++) {
            if (!Float.isFinite(values[k])) {
                return "frame %d, value %d is %s".formatted(k / dims, k % dims, values[k]);
            }
        }
        float[] given = file.conditions();
        for (int k = 0; k < given.length; k++) {
            if (!Float.isFinite(given[k])) {
                return "frame %d, condition %d is %s"
                        .formatted(k / conditions, k % conditions, given[k]);
            }
        }
        return "";
    }

    /**
     * Whole sequences of a kind, those of at least two steps.
     *
     * @throws IllegalArgumentException if one is of another kind
     * @throws InsufficientDataException if none has two steps
     */
    static List<Span> spans(
            List<FrameSequence> sequences, int dims, int conditions, int framesPerStep) {
        List<FrameSequence> usable = new ArrayList<>();
        for (FrameSequence sequence : sequences) {
            if (sequence.frames() < 2L * framesPerStep) {
                continue;
            }
            if (sequence.dims() != dims || sequence.conditionSize() != conditions) {
                throw new IllegalArgumentException(
                        ("%s: its frames have %d values and %d conditions, but the network was"
                                        + " trained on %d and %d")
                                .formatted(
                                        sequence.name(),
                                        sequence.dims(),
                                        sequence.conditionSize(),
                                        dims,
                                        conditions));
            }
            String reason = fault(sequence, dims, conditions, framesPerStep);
            if (!reason.isEmpty()) {
                throw new IllegalArgumentException(sequence.name() + ": " + reason);
            }
            usable.add(sequence);
        }
        if (usable.isEmpty()) {
            throw new InsufficientDataException(
                    "none of %d sequences has the %d frames of two steps"
                            .formatted(sequences.size(), 2 * framesPerStep));
        }
        return DataSplit.of(usable, List.of(), List.of(), framesPerStep).training();
    }

    private static void requireSpans(List<Span> spans, String part, DatasetSpec spec) {
        if (spans.isEmpty()) {
            throw new InsufficientDataException(
                    ("the %s part is empty: it needs at least %d frames in one piece"
                                    + " (framesPerStep %d); give more or longer files, or a larger"
                                    + " fraction")
                            .formatted(part, 2 * spec.framesPerStep(), spec.framesPerStep()));
        }
    }

    /** How the data were divided and grouped. */
    public DatasetSpec spec() {
        return spec;
    }

    /** D, values a frame. */
    public int dims() {
        return normalisation.dims();
    }

    /** F·D, values a step: what the network's frame size must be. */
    public int stepSize() {
        return spec.framesPerStep() * dims();
    }

    /** C, conditions a frame; 0: none. */
    public int conditionSize() {
        return split.training().get(0).source().conditionSize();
    }

    /** Fitted on the training part. */
    public Normalisation normalisation() {
        return normalisation;
    }

    /** Files that were left out, each with the reason. */
    public List<UnusableSequence> unusable() {
        return unusable;
    }

    /** Frames of the training part. */
    public long trainingFrames() {
        return frames(split.training());
    }

    /** Frames of the validation part. */
    public long validationFrames() {
        return frames(split.validation());
    }

    /** Frames of the test part; 0 if there is none. */
    public long testFrames() {
        return frames(split.test());
    }

    private long frames(List<Span> spans) {
        return spans.stream().mapToLong(Span::steps).sum() * spec.framesPerStep();
    }

    /** The frames of the training part, as the files have them: copies, under the files' names. */
    public List<FrameSequence> trainingPieces() {
        return split.training().stream().map(this::piece).toList();
    }

    FrameSequence piece(Span span) {
        int frames = span.steps() * spec.framesPerStep();
        int from = span.firstFrame() * dims();
        float[] values = Arrays.copyOfRange(span.source().values(), from, from + frames * dims());
        return new FrameSequence(span.source().name(), values, frames, dims());
    }

    List<Span> training() {
        return split.training();
    }

    List<Span> validation() {
        return split.validation();
    }

    List<Span> test() {
        return split.test();
    }

    /** What tells these data, so divided, from others: the SHA-256 of every part's frames. */
    String fingerprint() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        digest.update(
                String.format(
                                Locale.ROOT,
                                "%d %d %s",
                                dims(),
                                spec.framesPerStep(),
                                spec.normalise())
                        .getBytes(StandardCharsets.UTF_8));
        for (List<Span> part : List.of(split.training(), split.validation(), split.test())) {
            for (Span span : part) {
                update(digest, span);
            }
            digest.update((byte) '/');
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void update(MessageDigest digest, Span span) {
        int conditions = conditionSize();
        ByteBuffer frame = ByteBuffer.allocate((dims() + conditions) * Float.BYTES);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(span.steps()).flip());
        for (int f = 0; f < span.steps() * spec.framesPerStep(); f++) {
            int at = span.firstFrame() + f;
            frame.asFloatBuffer()
                    .put(span.source().values(), at * dims(), dims())
                    .put(span.source().conditions(), at * conditions, conditions);
            digest.update(frame.array());
        }
    }
}
