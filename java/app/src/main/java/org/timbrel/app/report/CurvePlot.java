// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Curves over one axis.
 *
 * @param kind "lines" or "areas"
 */
record CurvePlot(String kind, Scale x, Scale y, List<Series> series) implements Plot {

    CurvePlot {
        series = List.copyOf(series);
    }

    @Override
    public List<String> names() {
        return series.stream().map(Series::name).distinct().toList();
    }

    @Override
    public String description() {
        return "%s of %s over %s".formatted(y.title(), String.join(", ", names()), x.title());
    }

    @Override
    public ObjectNode json(Palette palette) {
        ObjectNode json = PlotJson.object(kind);
        PlotJson.scale(json, "x", x);
        PlotJson.scale(json, "y", y);
        ArrayNode array = json.putArray("series");
        for (Series one : series) {
            ObjectNode node = array.addObject().put("name", one.name());
            node.put("colour", palette.colour(one.name())).put("pale", one.pale());
            PlotJson.put(node, "x", one.x());
            PlotJson.put(node, "y", one.y());
            if (one.low() != null) {
                PlotJson.put(node, "low", one.low());
                PlotJson.put(node, "high", one.high());
            }
        }
        return json;
    }

    /** A column a curve where they share their points, otherwise a row a point of each. */
    @Override
    public DataTable table(String title) {
        boolean shared = series.stream().allMatch(series.get(0)::sharesPoints);
        int ofX = decimals(x, series.stream().flatMapToDouble(s -> Arrays.stream(s.x())));
        int ofY = decimals(y, series.stream().flatMapToDouble(s -> Arrays.stream(s.y())));
        return shared ? wide(title, ofX, ofY) : tall(title, ofX, ofY);
    }

    private static int decimals(Scale scale, DoubleStream values) {
        double[] known = values.filter(Double::isFinite).sorted().toArray();
        boolean whole = Arrays.stream(known).allMatch(v -> v == Math.rint(v));
        if (known.length == 0 || whole) {
            return 0;
        }
        double last = known[known.length - 1];
        // Low frequencies need more decimals than high ones; theirs are taken.
        return Digits.decimals(scale.logarithmic() ? Math.abs(known[0]) : last - known[0]);
    }

    private DataTable wide(String title, int ofX, int ofY) {
        DataTable table = new DataTable(title).number(x.name(), x.unit(), ofX);
        for (int k = 0; k < series.size(); k++) {
            String name = name(k);
            if (series.get(k).low() == null) {
                table.number(name, y.unit(), ofY);
            } else {
                table.estimate(name, y.unit(), ofY);
            }
        }
        double[] points = series.get(0).x();
        for (int i = 0; i < points.length; i++) {
            Object[] row = new Object[1 + series.size()];
            row[0] = points[i];
            for (int k = 0; k < series.size(); k++) {
                row[k + 1] = cell(series.get(k), i);
            }
            table.row(row);
        }
        return table;
    }

    private static Object cell(Series series, int i) {
        return series.low() == null
                ? series.y()[i]
                : new Estimate(series.y()[i], series.low()[i], series.high()[i]);
    }

    /** Numbered where several share it. */
    private String name(int k) {
        String name = series.get(k).name();
        long all = series.stream().filter(s -> s.name().equals(name)).count();
        long before = series.subList(0, k).stream().filter(s -> s.name().equals(name)).count();
        return all == 1 ? name : name + " " + (before + 1);
    }

    private DataTable tall(String title, int ofX, int ofY) {
        boolean bands = series.stream().anyMatch(s -> s.low() != null);
        DataTable table = new DataTable(title).text("curve").number(x.name(), x.unit(), ofX);
        if (bands) {
            table.estimate(y.name(), y.unit(), ofY);
        } else {
            table.number(y.name(), y.unit(), ofY);
        }
        for (int k = 0; k < series.size(); k++) {
            Series one = series.get(k);
            for (int i = 0; i < one.x().length; i++) {
                Object cell = cell(one, i);
                boolean lacks = bands && !(cell instanceof Estimate);
                table.row(name(k), one.x()[i], lacks ? Estimate.of(one.y()[i]) : cell);
            }
        }
        return table;
    }
}
