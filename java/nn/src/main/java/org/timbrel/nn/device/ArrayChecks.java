// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Objects;

/** Checks that arrays lie on one device and hold what a call reads and writes. */
final class ArrayChecks {

    private final Device device;

    ArrayChecks(Device device) {
        this.device = device;
    }

    /**
     * @throws IllegalArgumentException if an array lies on another device
     */
    Tensor mine(String name, Tensor tensor) {
        Objects.requireNonNull(tensor, name);
        mine(name, tensor.device());
        return tensor;
    }

    Indices mine(String name, Indices values) {
        Objects.requireNonNull(values, name);
        mine(name, values.device());
        return values;
    }

    Doubles mine(String name, Doubles values) {
        Objects.requireNonNull(values, name);
        mine(name, values.device());
        return values;
    }

    private void mine(String name, Device theirs) {
        if (theirs != device) {
            throw new IllegalArgumentException(
                    "%s lies on another device (%s) than this (%s)"
                            .formatted(name, theirs.name(), device.name()));
        }
    }

    /**
     * @param indices the array's shape, in words
     * @param at where those indices come from
     * @throws IllegalArgumentException if fewer than {@code needed} elements are held
     */
    void holds(String name, Tensor tensor, String indices, long needed, Object at) {
        holds(name, mine(name, tensor).size(), indices, needed, at);
    }

    void holds(String name, Indices values, String indices, long needed, Object at) {
        holds(name, mine(name, values).size(), indices, needed, at);
    }

    void holds(String name, Doubles values, String indices, long needed, Object at) {
        holds(name, mine(name, values).size(), indices, needed, at);
    }

    private static void holds(String name, long held, String indices, long needed, Object at) {
        if (held < needed) {
            throw new IllegalArgumentException(
                    "%s holds %d elements, but %s needs %d at %s"
                            .formatted(name, held, indices, needed, at));
        }
    }

    void same(String name, long held, long given) {
        if (held != given) {
            throw new IllegalArgumentException(
                    "%s holds %d elements, not %d".formatted(name, held, given));
        }
    }

    long[] matrix(String name, Tensor tensor) {
        return dimensions(name, tensor, 2, "two");
    }

    long[] cube(String name, Tensor tensor) {
        return dimensions(name, tensor, 3, "three");
    }

    private long[] dimensions(String name, Tensor tensor, int count, String words) {
        long[] shape = mine(name, tensor).shape();
        if (shape.length != count) {
            throw new IllegalArgumentException(
                    "%s is %s, but must have %s dimensions".formatted(name, tensor, words));
        }
        return shape;
    }

    /** How many rows of {@code width} a tensor has. */
    long rows(String name, Tensor tensor, long width) {
        long[] shape = mine(name, tensor).shape();
        if (width == 0 || shape.length == 0 || shape[shape.length - 1] != width) {
            throw new IllegalArgumentException(
                    "%s is %s, but must have rows of %d".formatted(name, tensor, width));
        }
        return tensor.size() / width;
    }

    void norm(String name, NormTape tape, long rows, long width, Object at) {
        Objects.requireNonNull(tape, name);
        holds(name + ".normed", tape.normed(), "[R,W]", rows * width, at);
        holds(name + ".rstd", tape.rstd(), "[R]", rows, at);
    }

    void product(boolean transposeA, boolean transposeB, Tensor a, Tensor b, Tensor c) {
        long[] shapeA = matrix("a", a);
        long[] shapeB = matrix("b", b);
        long[] shapeC = matrix("c", c);
        if (shapeA[transposeA ? 0 : 1] != shapeB[transposeB ? 1 : 0]
                || shapeC[0] != shapeA[transposeA ? 1 : 0]
                || shapeC[1] != shapeB[transposeB ? 0 : 1]) {
            throw new IllegalArgumentException(
                    "%s%s times %s%s does not give %s"
                            .formatted(
                                    a,
                                    transposeA ? " transposed" : "",
                                    b,
                                    transposeB ? " transposed" : "",
                                    c));
        }
    }

    void dense(Tensor x, Tensor weight, Tensor bias, String name, Tensor y) {
        long[] sizes = matrix("weight", weight);
        long[] inputs = mine("x", x).shape();
        if (inputs.length == 0 || sizes[1] == 0 || inputs[inputs.length - 1] != sizes[1]) {
            throw new IllegalArgumentException(
                    "x %s does not go into weight %s".formatted(x, weight));
        }
        holds("bias", bias, "[O]", sizes[0], weight);
        holds(name, y, "[R,O]", x.size() / sizes[1] * sizes[0], x);
    }

    /** rows are y or dy. */
    void embedding(
            int beside, Tensor tokens, String tableName, Tensor table, String name, Tensor rows) {
        if (beside < 0) {
            throw new IllegalArgumentException(
                    "%d values beside a token: at least 0 are needed".formatted(beside));
        }
        long count = rows("tokens", tokens, 1L + beside);
        long width = matrix(tableName, table)[1];
        holds(name, rows, "[R,M+C]", count * (width + beside), table);
    }

    /** What limits the slots' tokens; null: nothing. */
    void grammar(GrammarArrays grammar, GenerationSlots slots, NetworkShape shape) {
        if (grammar == null) {
            return;
        }
        if (shape.head() != HeadType.CATEGORICAL) {
            throw new IllegalArgumentException(
                    "a grammar is of tokens, but the head is %s".formatted(shape.head()));
        }
        long cells = Tensor.size(grammar.states(), shape.components());
        holds("grammar.next", grammar.next(), "[S,K]", cells, shape);
        holds("slots.states", slots.states(), "[N]", slots.count(), shape);
    }

    void conditions(Tensor conditions, long rows, NetworkShape shape) {
        int size = shape.conditionSize();
        if (size > 0) {
            holds("conditions", conditions, "[steps,N,C]", Tensor.size(rows, size), shape);
        } else if (conditions != null) {
            throw new IllegalArgumentException(
                    "conditions are given, but the network takes none: " + shape);
        }
    }

    void update(Doubles how, int values, Tensor parameters, Tensor gradients, Doubles norm) {
        mine("parameters", parameters);
        holds("how", how, "a step", values, parameters);
        holds("gradients", gradients, "a step", parameters.size(), parameters);
        holds("norm", norm, "[1]", 1, parameters);
    }

    void slots(GenerationSlots slots, NetworkShape shape) {
        long count = slots.count();
        long state = shape.layers() * count * shape.hiddenSize();
        holds("slots.h", slots.h(), "[L,N,H]", state, shape);
        if (shape.cell() == Cell.LSTM) {
            holds("slots.c", slots.c(), "[L,N,H]", state, shape);
        }
        if (slots.frames() != null) {
            holds("slots.frames", slots.frames(), "[N,D]", count * shape.frameSize(), shape);
        }
        holds("slots.temperatures", slots.temperatures(), "[N]", count, shape);
        if (slots.topK() != null) {
            holds("slots.topK", slots.topK(), "[N]", count, shape);
        }
        if (slots.topP() != null) {
            holds("slots.topP", slots.topP(), "[N]", count, shape);
        }
        holds("slots.seeds", slots.seeds(), "[N]", count, shape);
        holds("slots.streams", slots.streams(), "[N]", count, shape);
        holds("slots.positions", slots.positions(), "[N]", count, shape);
        mine("slots.active", slots.active());
    }

    void texture(TextureArrays texture) {
        TextureShape shape = texture.shape();
        long dims = shape.frameSize();
        long sounds = shape.sounds();
        long entries = shape.entries();
        long levels = shape.levels();
        holds("texture.mean", texture.mean(), "[C,D]", sounds * dims, shape);
        long gains = Tensor.size(sounds, shape.depth(), dims);
        holds("texture.gains", texture.gains(), "[C,(P+S)D,D]", gains, shape);
        holds("texture.rates", texture.rates(), "[S]", shape.averages(), shape);
        holds("texture.innovations", texture.innovations(), "[J,D]", entries * dims, shape);
        holds("texture.whitened", texture.whitened(), "[J,D]", entries * dims, shape);
        holds("texture.whitening", texture.whitening(), "[D,D]", dims * dims, shape);
        holds("texture.ends", texture.ends(), "[J]", entries, shape);
        holds("texture.order", texture.order(), "[J]", entries, shape);
        holds("texture.starts", texture.starts(), "[CK+1]", sounds * shape.clusters() + 1, shape);
        holds("texture.low", texture.low(), "[C,D]", sounds * dims, shape);
        holds("texture.high", texture.high(), "[C,D]", sounds * dims, shape);
        holds("texture.levelMatrix", texture.levelMatrix(), "[D,B]", dims * levels, shape);
        holds("texture.levelOffset", texture.levelOffset(), "[B]", levels, shape);
        holds("texture.levelBack", texture.levelBack(), "[B,D]", levels * dims, shape);
        holds("texture.levelLow", texture.levelLow(), "[C,B]", sounds * levels, shape);
        holds("texture.levelHigh", texture.levelHigh(), "[C,B]", sounds * levels, shape);
    }

    void fits(NetworkShape network, TextureShape texture) {
        if (network.head() != HeadType.CATEGORICAL
                || network.components() != texture.clusters()
                || network.inputSize() != texture.inputSize()) {
            throw new IllegalArgumentException(
                    ("the network chooses from %d with %s after %d values in, but must choose"
                                    + " from %d with %s after %d at %s")
                            .formatted(
                                    network.components(),
                                    network.head(),
                                    network.inputSize(),
                                    texture.clusters(),
                                    HeadType.CATEGORICAL,
                                    texture.inputSize(),
                                    texture));
        }
    }
}
