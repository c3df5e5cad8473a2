// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Values of categories.
 *
 * @param kind "intervals", "bars" or "columns"
 */
record MarkPlot(String kind, Scale value, List<Mark> marks) implements Plot {

    MarkPlot {
        marks = List.copyOf(marks);
    }

    private List<String> categories() {
        return marks.stream().map(Mark::category).distinct().toList();
    }

    private List<String> series() {
        return marks.stream().map(Mark::series).distinct().toList();
    }

    /** Without series a category has a colour of its own. */
    @Override
    public List<String> names() {
        return hasSeries() ? series() : List.of();
    }

    private boolean hasSeries() {
        return series().stream().anyMatch(name -> !name.isEmpty());
    }

    @Override
    public String description() {
        return "%s of %s".formatted(value.title(), String.join(", ", categories()));
    }

    @Override
    public ObjectNode json(Palette palette) {
        ObjectNode json = PlotJson.object(kind);
        PlotJson.scale(json, "value", value);
        ArrayNode categories = json.putArray("categories");
        categories().forEach(categories::add);
        ArrayNode series = json.putArray("series");
        for (String name : series()) {
            series.addObject().put("name", name).put("colour", palette.colour(name));
        }
        ArrayNode array = json.putArray("marks");
        for (Mark mark : marks) {
            ObjectNode node = array.addObject();
            node.put("category", categories().indexOf(mark.category()));
            node.put("series", series().indexOf(mark.series()));
            node.put("colour", palette.colour(hasSeries() ? mark.series() : mark.category()));
            PlotJson.put(node, "value", mark.estimate().value());
            if (mark.estimate().hasInterval()) {
                PlotJson.put(node, "low", mark.estimate().low());
                PlotJson.put(node, "high", mark.estimate().high());
            }
        }
        json.put("decimals", decimals());
        return json;
    }

    private int decimals() {
        double largest =
                marks.stream()
                        .map(Mark::estimate)
                        .flatMapToDouble(e -> DoubleStream.of(e.value(), e.low(), e.high()))
                        .filter(Double::isFinite)
                        .map(Math::abs)
                        .max()
                        .orElse(0);
        return Digits.decimals(largest);
    }

    /** A row a category, a column a series. */
    @Override
    public DataTable table(String title) {
        DataTable table = new DataTable(title).text("");
        for (String name : series()) {
            table.estimate(name.isEmpty() ? value.name() : name, value.unit(), decimals());
        }
        Map<String, List<Mark>> rows =
                marks.stream().collect(Collectors.groupingBy(Mark::category));
        for (String category : categories()) {
            Object[] row = new Object[1 + series().size()];
            row[0] = category;
            for (Mark mark : rows.get(category)) {
                row[1 + series().indexOf(mark.series())] = mark.estimate();
            }
            table.row(row);
        }
        return table;
    }
}
