// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.bench.TimbrelNetwork;

/** All benchmarks, at the shapes that the figures to beat are known for. */
final class Catalogue {

    private static final String OURS = "org.timbrel.bench.";
    private static final String PEERS = OURS + "peers.";
    private static final int FRAME = TimbrelNetwork.FRAME_SIZE;
    private static final int PRODUCT = 1024;
    private static final int END_TO_END_SECONDS = 10;

    /** DL4J's OpenMP threads get in each other's way on two cores: one is several times faster. */
    private static final Map<String, String> DL4J_AT_ITS_BEST = Map.of("OMP_NUM_THREADS", "1");

    private final int threads;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param threads that ours and every peer may use
     */
    Catalogue(int threads) {
        this.threads = threads;
        sound();
        music();
        product();
        for (String precision : List.of("fp32", "bf16")) {
            generation(512, 2, 1, precision);
            generation(512, 2, 16, precision);
            generation(256, 1, 1, precision);
            generation(256, 1, 16, precision);
        }
        // The CPU trains in single precision only.
        batch(512, 2, 64, 200, "fp32");
    }

    /** All of them, in the order in which they run. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Their names. */
    List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /**
     * Those of these names, a name standing for all that begin with it; all without a name.
     *
     * @throws UnknownNameException if a name fits none
     */
    List<Entry> named(List<String> names) {
        List<String> unknown = names.stream().filter(name -> matching(name).isEmpty()).toList();
        if (!unknown.isEmpty()) {
            throw new UnknownNameException(unknown, names());
        }
        return names.isEmpty()
                ? entries()
                : entries.stream()
                        .filter(entry -> names.stream().anyMatch(entry.name()::startsWith))
                        .toList();
    }

    private List<Entry> matching(String name) {
        return entries.stream().filter(entry -> entry.name().startsWith(name)).toList();
    }

    private void sound() {
        entries.add(
                new Entry(
                        "extraction",
                        "MFCC of a minute of sound, 22,050 Hz, 1024/256, 80 bands, 20 coefficients",
                        Unit.TIMES_REAL_TIME,
                        ours("ExtractionBenchmark.timbrel", Map.of()),
                        List.of(
                                peer("TarsosDSP", "ExtractionBenchmark.tarsosDsp"),
                                peer("JTransforms loop", "ExtractionBenchmark.plainJTransforms")),
                        null,
                        threads,
                        0));
        for (String vocoder : List.of("noise", "phase")) {
            entries.add(
                    alone(
                            "vocoder-" + vocoder,
                            "frames of the texture profile to sound, one thread",
                            ours("VocoderBenchmark.timbrel", Map.of("vocoder", vocoder)),
                            0));
        }
        String seconds = Integer.toString(END_TO_END_SECONDS);
        entries.add(
                alone(
                        "end-to-end",
                        "generate rain: model read, sound generated, rendered and written",
                        ours("EndToEndBenchmark.timbrel", Map.of("seconds", seconds)),
                        END_TO_END_SECONDS));
    }

    /** Without a peer: MidiTok is no library of the JVM's; README.md has its published figure. */
    private void music() {
        for (String representation : List.of("remi", "performance")) {
            Map<String, String> parameters = Map.of("representation", representation);
            entries.add(
                    piece(
                            "tokenize-" + representation,
                            "a MIDI file of 10,000 notes, in memory, to tokens",
                            ours("TokenizerBenchmark.ofFile", parameters)));
            entries.add(
                    piece(
                            "tokenize-" + representation + "-score",
                            "a score of 10,000 notes to tokens",
                            ours("TokenizerBenchmark.ofScore", parameters)));
        }
    }

    private static Entry piece(String name, String title, Contender ours) {
        return new Entry(name, title, Unit.MILLISECONDS_A_PIECE, ours, List.of(), null, 1, 0);
    }

    private static Entry alone(String name, String title, Contender ours, double seconds) {
        return new Entry(name, title, Unit.TIMES_REAL_TIME, ours, List.of(), null, 1, seconds);
    }

    /** Its rates draw the floors; ours has no product in bf16 of its own. */
    private void product() {
        Map<String, String> size = Map.of("size", Integer.toString(PRODUCT));
        entries.add(
                new Entry(
                        "product",
                        "a %d³ matrix product".formatted(PRODUCT),
                        Unit.MILLISECONDS_A_PRODUCT,
                        ours("ProductBenchmark.timbrel", threaded(size)),
                        List.of(
                                torch("TorchProduct.pytorch", size, "fp32"),
                                torch("TorchProduct.pytorch", size, "bf16")),
                        new Work("fp32", 0, 2.0 * PRODUCT * PRODUCT * PRODUCT),
                        1,
                        0));
    }

    private void generation(int hidden, int layers, int streams, String precision) {
        Map<String, String> shape = shape(hidden, layers, streams);
        List<Contender> peers = new ArrayList<>();
        peers.add(torch("TorchGeneration.pytorch", shape, "fp32"));
        peers.add(torch("TorchGeneration.pytorch", shape, "bf16"));
        if (precision.equals("fp32")) {
            peers.add(dl4j("Dl4jGeneration.dl4j", shape));
        }
        entries.add(
                new Entry(
                        "generate-%dx%d-n%d-%s".formatted(hidden, layers, streams, precision),
                        "a step of N=%d streams, H=%d L=%d D=%d, linear head, %s"
                                .formatted(streams, hidden, layers, FRAME, precision),
                        Unit.MICROSECONDS_A_STEP,
                        ours("GenerationBenchmark.timbrel", with(shape, precision)),
                        peers,
                        Work.generation(FRAME, hidden, layers, streams, precision),
                        1,
                        0));
    }

    private void batch(int hidden, int layers, int batch, int steps, String precision) {
        Map<String, String> shape = new LinkedHashMap<>(shape(hidden, layers, batch));
        shape.put("steps", Integer.toString(steps));
        String name = "%dx%d-n%d-t%d-%s".formatted(hidden, layers, batch, steps, precision);
        String title =
                "of N=%d sequences of T=%d frames, H=%d L=%d D=%d, %s"
                        .formatted(batch, steps, hidden, layers, FRAME, precision);
        entries.add(
                new Entry(
                        "forward-" + name,
                        "forward and loss " + title,
                        Unit.MILLISECONDS_A_BATCH,
                        ours("TrainingBenchmark.timbrelForward", with(shape, precision)),
                        List.of(
                                torch("TorchTraining.pytorchForward", shape, "fp32"),
                                torch("TorchTraining.pytorchForward", shape, "bf16")),
                        Work.forward(FRAME, hidden, layers, batch, steps, precision),
                        1,
                        0));
        List<Contender> peers = new ArrayList<>();
        peers.add(torch("TorchTraining.pytorch", shape, "fp32"));
        peers.add(torch("TorchTraining.pytorch", shape, "autocast"));
        if (precision.equals("fp32")) {
            peers.add(dl4j("Dl4jTraining.dl4j", shape));
        }
        entries.add(
                new Entry(
                        "train-" + name,
                        "forward, loss and backward " + title,
                        Unit.MILLISECONDS_A_BATCH,
                        ours("TrainingBenchmark.timbrel", with(shape, precision)),
                        peers,
                        Work.training(FRAME, hidden, layers, batch, steps, precision),
                        1,
                        0));
    }

    private static Map<String, String> shape(int hidden, int layers, int batch) {
        return Map.of(
                "hidden", Integer.toString(hidden),
                "layers", Integer.toString(layers),
                "batch", Integer.toString(batch));
    }

    private Map<String, String> threaded(Map<String, String> shape) {
        Map<String, String> all = new LinkedHashMap<>(shape);
        all.put("threads", Integer.toString(threads));
        return all;
    }

    private Map<String, String> with(Map<String, String> shape, String precision) {
        Map<String, String> all = threaded(shape);
        all.put("precision", precision);
        return all;
    }

    private static Contender ours(String benchmark, Map<String, String> parameters) {
        return new Contender(Contender.OURS, OURS + benchmark, parameters, Map.of());
    }

    private static Contender peer(String label, String benchmark) {
        return new Contender(label, OURS + benchmark, Map.of(), Map.of());
    }

    private Contender torch(String benchmark, Map<String, String> shape, String precision) {
        return new Contender(
                "PyTorch " + precision, PEERS + benchmark, with(shape, precision), Map.of());
    }

    private Contender dl4j(String benchmark, Map<String, String> shape) {
        return new Contender("DL4J fp32", PEERS + benchmark, with(shape, "fp32"), DL4J_AT_ITS_BEST);
    }
}
