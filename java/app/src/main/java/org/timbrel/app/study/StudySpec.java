// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.music.Representation;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.vocoder.VocoderType;
import org.timbrel.music.roll.Grid;

/**
 * All that decides what a study does: what a file for --config may hold, in full or in part. Two
 * studies of one spec and the same files give the same numbers.
 *
 * @param arms representations that are compared: mfcc, performance, remi, pianoroll
 * @param seeds of each arm, at least 1: weights, order of the pieces, samples
 * @param seed of the split; the seeds of the arms are this one and those after it
 * @param validPart of the pieces that chooses the best checkpoints
 * @param testPart of the pieces that judges
 * @param instruments one: every piece is reduced to what each representation can say, the notes of
 *     all instruments but percussion in the range of a piano, played by one piano; all: as it is
 * @param transpose semitones by which copies of the training pieces lie lower and higher, at most;
 *     copies are made behind the split, and every arm learns from the same ones
 * @param soundfont an .sf2 file that plays all pieces and samples; null: the built-in synthesizer
 * @param sampleRateHz of all sounds
 * @param fftSize samples of a frame of the mfcc arm
 * @param hopSamples samples from frame to frame
 * @param melBands of its spectra
 * @param coefficients of a frame
 * @param vocoder that renders frames: phase, griffin-lim, noise
 * @param parameters that every arm's network has; hidden sizes are solved for
 * @param cell lstm, gru or rnn
 * @param layers recurrent layers
 * @param mixtures components of the mfcc arm's density
 * @param framesPerStep frames of mfcc that one step of its network takes and makes
 * @param embedding values that stand for a token
 * @param rollGrid what frames of the piano roll are apart
 * @param rollOnsets whether it says which notes begin
 * @param secondsSeen of audio that every arm learns from, passes over the training part added up
 * @param windowSeconds through which gradients flow
 * @param batch windows side by side
 * @param learningRate the highest; it falls along a cosine
 * @param dropout probability
 * @param validations on the way; the best checkpoint is taken
 * @param snapshots checkpoints on the way whose samples are looked at for copies of the training
 *     part, the last one among them; 0: none
 * @param snapshotSeeds seeds of which they are taken
 * @param primerSeconds of each test piece that samples go on from
 * @param sampleSeconds that are new
 * @param samplePieces test pieces that are gone on from, the first of them; 0: all
 * @param temperature of the samples
 * @param resamples of a bootstrap
 * @param level of the intervals
 * @param device auto, cuda or cpu
 */
public record StudySpec(
        List<String> arms,
        int seeds,
        long seed,
        double validPart,
        double testPart,
        String instruments,
        int transpose,
        String soundfont,
        int sampleRateHz,
        int fftSize,
        int hopSamples,
        int melBands,
        int coefficients,
        String vocoder,
        int parameters,
        String cell,
        int layers,
        int mixtures,
        int framesPerStep,
        int embedding,
        String rollGrid,
        boolean rollOnsets,
        double secondsSeen,
        double windowSeconds,
        int batch,
        double learningRate,
        double dropout,
        int validations,
        int snapshots,
        int snapshotSeeds,
        double primerSeconds,
        double sampleSeconds,
        int samplePieces,
        double temperature,
        int resamples,
        double level,
        String device) {

    /**
     * A full study: some twenty minutes of the shipped corpus on two cores. As many coefficients as
     * bands: with 40 of 80 the mfcc arm's ceiling keeps half of the harmony, with 80 nine tenths.
     * No dropout: with 0.1 the density over frames was far worse, and the other arms no better.
     */
    public static final StudySpec FULL =
            new StudySpec(
                    List.of("mfcc", "performance", "remi", "pianoroll"),
                    3,
                    1,
                    0.1,
                    0.2,
                    "one",
                    2,
                    null,
                    22_050,
                    2048,
                    512,
                    80,
                    80,
                    "griffin-lim",
                    400_000,
                    "lstm",
                    1,
                    8,
                    1,
                    64,
                    "0.05s",
                    true,
                    120_000,
                    8,
                    4,
                    5e-3,
                    0,
                    20,
                    5,
                    3,
                    8,
                    20,
                    0,
                    1,
                    10_000,
                    0.95,
                    "auto");

    /** What is smaller in a study that takes five minutes: every part is there. */
    public static final StudySpec QUICK =
            StudySpecFile.with(
                    FULL,
                    Map.ofEntries(
                            Map.entry("transpose", 0),
                            Map.entry("vocoder", "phase"),
                            Map.entry("parameters", 100_000),
                            Map.entry("mixtures", 4),
                            Map.entry("embedding", 32),
                            Map.entry("secondsSeen", 24_000),
                            Map.entry("windowSeconds", 4),
                            Map.entry("learningRate", 0.01),
                            Map.entry("validations", 10),
                            Map.entry("snapshots", 3),
                            Map.entry("snapshotSeeds", 1),
                            Map.entry("primerSeconds", 6),
                            Map.entry("sampleSeconds", 10),
                            Map.entry("samplePieces", 4),
                            Map.entry("resamples", 2000)));

    private static final int MOST_SEEDS = 100;
    private static final int MOST_PARAMETERS = 1 << 28;
    private static final double MOST_PIECE_SECONDS = 600;

    public StudySpec {
        arms = List.copyOf(arms);
    }

    /**
     * Checks every setting.
     *
     * @throws IllegalArgumentException with the value, the limit and the cure
     */
    public void check() {
        if (arms.isEmpty() || arms.size() != arms.stream().distinct().count()) {
            throw new IllegalArgumentException(
                    "arms %s: name each representation once, and one at least".formatted(arms));
        }
        arms.forEach(Representation::named);
        within("seeds", seeds, 1, MOST_SEEDS);
        part("validPart", validPart);
        part("testPart", testPart);
        if (validPart + testPart >= 1) {
            throw new IllegalArgumentException(
                    "validPart %s and testPart %s leave nothing to train on: both together must be below 1"
                            .formatted(validPart, testPart));
        }
        if (!List.of("one", "all").contains(instruments)) {
            throw new IllegalArgumentException(
                    "instruments %s is none of one, all".formatted(instruments));
        }
        within("transpose", transpose, 0, 11);
        features();
        vocoderType();
        within("parameters", parameters, 1000, MOST_PARAMETERS);
        Grid.parse(rollGrid);
        positive("secondsSeen", secondsSeen);
        positive("windowSeconds", windowSeconds);
        within("validations", validations, 1, 10_000);
        within("snapshots", snapshots, 0, validations);
        within("snapshotSeeds", snapshotSeeds, 0, seeds);
        positive("primerSeconds", primerSeconds);
        positive("sampleSeconds", sampleSeconds);
        if (primerSeconds > MOST_PIECE_SECONDS || sampleSeconds > MOST_PIECE_SECONDS) {
            throw new IllegalArgumentException(
                    "primerSeconds %s and sampleSeconds %s: neither may be above %s"
                            .formatted(primerSeconds, sampleSeconds, MOST_PIECE_SECONDS));
        }
        within("samplePieces", samplePieces, 0, Integer.MAX_VALUE);
        positive("temperature", temperature);
        within("resamples", resamples, 100, 1_000_000);
        if (!(level > 0.5 && level < 1)) {
            throw new IllegalArgumentException(
                    "level %s is outside 0.5..1, without both".formatted(level));
        }
        for (Arm arm : Arm.of(this)) {
            // What the trainer refuses is refused before anything is rendered.
            arm.settings(this, new Arm.Data(List.of(), List.of(), List.of()), seed).check();
        }
    }

    /** The seeds of every arm. */
    public List<Long> runSeeds() {
        return LongStream.range(seed, seed + seeds).boxed().toList();
    }

    /**
     * How the mfcc arm's frames are made.
     *
     * @throws IllegalArgumentException if a value is outside its range
     */
    public FeatureSpec features() {
        return Profile.TEXTURE
                .builder()
                .sampleRateHz(sampleRateHz)
                .fftSize(fftSize)
                .hopSamples(hopSamples)
                .melBands(melBands)
                .coefficients(coefficients)
                .build();
    }

    /**
     * What renders them.
     *
     * @throws IllegalArgumentException if there is none of that name, or it needs more than frames
     */
    public VocoderType vocoderType() {
        for (VocoderType type : VocoderType.values()) {
            if (type.label().equals(vocoder) && !type.needsCorpus()) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "vocoder %s is none of phase, griffin-lim, noise".formatted(vocoder));
    }

    /** What computes. */
    ComputeSettings compute(int threads) {
        return ComputeSettings.of(device, "fp32", threads);
    }

    private static void within(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    high == Integer.MAX_VALUE
                            ? "%s %d is below %d".formatted(name, value, low)
                            : "%s %d is outside %d..%d".formatted(name, value, low, high));
        }
    }

    private static void part(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(
                    "%s %s is outside 0..1, without both".formatted(name, value));
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("%s %s must be above 0".formatted(name, value));
        }
    }
}
