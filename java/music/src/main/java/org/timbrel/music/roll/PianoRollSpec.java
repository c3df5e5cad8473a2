// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.roll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.timbrel.music.json.SpecFields;
import org.timbrel.music.score.Note;

/**
 * What a frame of a piano roll holds, and how far frames are apart.
 *
 * @param grid of the frames
 * @param lowKey the first column's key, 0..127
 * @param keys columns, 1..128
 * @param onsets whether as many columns follow that say which notes begin, without which a repeated
 *     note is a long one
 */
public record PianoRollSpec(Grid grid, int lowKey, int keys, boolean onsets) {

    /** In JSON, what it is. */
    public static final String REPRESENTATION = "pianoroll";

    /** A piano's keys, without onsets, as published tables of likelihoods have them. */
    public static final PianoRollSpec DEFAULT =
            new PianoRollSpec(new Grid.NoteValue(1, 8), 21, 88, false);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public PianoRollSpec {
        Objects.requireNonNull(grid, "grid");
        if (lowKey < 0 || keys < 1 || lowKey + keys > Note.KEYS) {
            throw new IllegalArgumentException(
                    "%d keys from %d on are outside 0..127".formatted(keys, lowKey));
        }
    }

    /** On another grid. */
    public PianoRollSpec withGrid(Grid other) {
        return new PianoRollSpec(other, lowKey, keys, onsets);
    }

    /** With or without onsets. */
    public PianoRollSpec withOnsets(boolean wanted) {
        return new PianoRollSpec(grid, lowKey, keys, wanted);
    }

    /** Values of a frame: a key each, and an onset each where there are onsets. */
    public int width() {
        return onsets ? 2 * keys : keys;
    }

    /** As {@link #read} takes it. */
    public ObjectNode toJson() {
        return SpecFields.object(REPRESENTATION)
                .put("grid", grid.text())
                .put("lowKey", lowKey)
                .put("keys", keys)
                .put("onsets", onsets);
    }

    /**
     * From JSON.
     *
     * @throws IllegalArgumentException if a field is missing, unknown or out of its range, with one
     *     line that names it
     */
    public static PianoRollSpec read(JsonNode json) {
        SpecFields fields = new SpecFields(json);
        String representation = fields.text(SpecFields.REPRESENTATION);
        if (!representation.equals(REPRESENTATION)) {
            throw new IllegalArgumentException(
                    "representation %s is not %s".formatted(representation, REPRESENTATION));
        }
        PianoRollSpec spec =
                new PianoRollSpec(
                        Grid.parse(fields.text("grid")),
                        fields.integer("lowKey"),
                        fields.integer("keys"),
                        fields.flag("onsets"));
        fields.requireNoOther();
        return spec;
    }
}
