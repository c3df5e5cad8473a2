// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a quick study has less of than a full one. */
final class QuickLimits {

    /** What is chosen for other reasons. */
    private static final Set<String> OTHER = Set.of("seed", "device", "soundfont");

    private QuickLimits() {}

    /** In a sentence: every field that differs, and what that means. */
    static String of(StudySpec spec) {
        ObjectNode full = StudySpecFile.write(StudySpec.FULL);
        ObjectNode mine = StudySpecFile.write(spec);
        List<String> less = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : full.properties()) {
            JsonNode own = mine.get(field.getKey());
            if (!own.equals(field.getValue()) && !OTHER.contains(field.getKey())) {
                less.add(
                        "%s %s, not %s"
                                .formatted(field.getKey(), text(own), text(field.getValue())));
            }
        }
        return "A quick study: every part is there, and every part is small. Against a full one it has "
                + String.join("; ", less)
                + ". Its networks are far from trained: do not cite it.";
    }

    private static String text(JsonNode value) {
        String plain = value.isValueNode() ? value.asText() : value.toString();
        return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }
}
