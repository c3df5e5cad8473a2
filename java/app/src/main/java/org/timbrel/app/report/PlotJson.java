// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** Parts of a chart's data as its script reads them. */
final class PlotJson {

    private PlotJson() {}

    static ObjectNode object(String kind) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind);
    }

    static void scale(ObjectNode json, String field, Scale scale) {
        ObjectNode node = json.putObject(field);
        node.put("title", scale.title());
        node.put("log", scale.logarithmic());
        put(node, "low", scale.low());
        put(node, "high", scale.high());
    }

    /** Left out where it is no number. */
    static void put(ObjectNode json, String field, double value) {
        BigDecimal drawn = Digits.drawn(value);
        if (drawn != null) {
            json.put(field, drawn);
        }
    }

    static void put(ObjectNode json, String field, double[] values) {
        ArrayNode array = json.putArray(field);
        for (double value : values) {
            array.add(Digits.drawn(value));
        }
    }
}
