// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.timbrel.app.music.ConditionSpec;
import org.timbrel.app.music.MusicModel;
import org.timbrel.app.music.TokenCode;

/**
 * What a model of MIDI files makes.
 *
 * @param representation remi, performance or pianoroll
 * @param frame in words, what a frame or the vocabulary is
 * @param vocabulary names of the tokens; empty for piano rolls
 * @param conditions what it is told beside: density, histogram, style
 * @param styles names of its styles
 * @param code everything that decides frames or tokens
 */
public record MusicInfo(
        String representation,
        String frame,
        List<String> vocabulary,
        List<String> conditions,
        List<String> styles,
        JsonNode code) {

    public MusicInfo {
        vocabulary = List.copyOf(vocabulary);
        conditions = List.copyOf(conditions);
        styles = List.copyOf(styles);
    }

    static MusicInfo of(MusicModel model) {
        ConditionSpec conditions = model.conditions();
        return new MusicInfo(
                model.code().representation().toString(),
                model.code().words(),
                model.code() instanceof TokenCode code ? code.tokenizer().names() : List.of(),
                conditions.kinds().stream().map(Object::toString).toList(),
                conditions.styles(),
                model.code().toJson());
    }
}
