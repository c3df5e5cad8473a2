// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.timbrel.music.json.SpecFields;
import org.timbrel.music.score.Score;

/** What a tokenizer's tokens are: the same spec gives the same vocabulary and grammar. */
public sealed interface TokenizerSpec permits RemiSpec, PerformanceSpec {

    /** Its name in JSON and options. */
    String representation();

    /** The tokenizer. */
    Tokenizer open();

    /**
     * With the vocabulary that a corpus needs, and no larger: its metres, instruments and usual
     * tempo in the place of this spec's.
     */
    TokenizerSpec fittedTo(List<Score> scores);

    /** As {@link #read} takes it. */
    ObjectNode toJson();

    /**
     * The defaults of a representation.
     *
     * @throws IllegalArgumentException if it is neither {@code remi} nor {@code performance}
     */
    static TokenizerSpec named(String representation) {
        return switch (representation) {
            case RemiSpec.REPRESENTATION -> RemiSpec.DEFAULT;
            case PerformanceSpec.REPRESENTATION -> PerformanceSpec.DEFAULT;
            default ->
                    throw new IllegalArgumentException(
                            "representation %s is neither remi nor performance"
                                    .formatted(representation));
        };
    }

    /**
     * From JSON.
     *
     * @throws IllegalArgumentException if a field is missing, unknown or out of its range, with one
     *     line that names it
     */
    static TokenizerSpec read(JsonNode json) {
        SpecFields fields = new SpecFields(json);
        TokenizerSpec kind = named(fields.text(SpecFields.REPRESENTATION));
        TokenizerSpec spec =
                kind instanceof RemiSpec ? RemiSpec.read(fields) : PerformanceSpec.read(fields);
        fields.requireNoOther();
        return spec;
    }
}
