// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.timbrel.bench.textures.Drift;
import org.timbrel.bench.textures.LongDrift;
import org.timbrel.bench.textures.Morph;
import org.timbrel.bench.textures.TextureMeasure;
import org.timbrel.bench.textures.TextureResult;

/** Results of textures as tables. */
final class TexturesTables {

    private static final String NONE = "–";

    private static final List<String> A_MINUTE =
            List.of("TS a minute", "level a minute", "spectrum a minute");
    private static final List<String> IN_ALL = List.of("TS in all", "level", "spectrum");

    private TexturesTables() {}

    /** A row a result: likeness, originality, cost. */
    static Table likeness(List<TextureResult> results, boolean bySound) {
        List<String> measures = Stream.of(TextureMeasure.values()).map(m -> m.label()).toList();
        Table table = new Table(columns(bySound, measures, List.of("training, s", "× real time")));
        String before = "";
        for (TextureResult result : results) {
            List<String> cells =
                    Stream.of(TextureMeasure.values()).map(m -> cell(result, m)).toList();
            boolean learns = result.trainingSeconds() > 0;
            Double speed = result.timesRealTime();
            table.add(
                    row(
                            bySound,
                            result,
                            before,
                            cells,
                            List.of(
                                    learns ? Figures.of(result.trainingSeconds()) : NONE,
                                    speed == null ? NONE : Figures.of(speed))));
            before = result.sound();
        }
        return table;
    }

    /** A row a result: drift a minute, and of the last third against the first. */
    static Table drift(List<TextureResult> results, boolean bySound) {
        Table table = new Table(columns(bySound, A_MINUTE, IN_ALL));
        String before = "";
        for (TextureResult result : results) {
            Drift drift = result.drift();
            table.add(
                    row(
                            bySound,
                            result,
                            before,
                            List.of(
                                    percent(drift.textureAMinute()),
                                    percent(drift.levelAMinute()),
                                    percent(drift.spectrumAMinute())),
                            List.of(
                                    percent(drift.texture()),
                                    percent(drift.level()),
                                    percent(drift.spectrum()))));
            before = result.sound();
        }
        return table;
    }

    /** A row a long stretch. */
    static Table longDrift(List<LongDrift> drifts) {
        Table table =
                new Table(
                        Stream.of(List.of("sound", "system", "minutes"), A_MINUTE, IN_ALL)
                                .flatMap(List::stream)
                                .toArray(String[]::new));
        for (LongDrift one : drifts) {
            Drift drift = one.drift();
            table.add(
                    one.sound(),
                    one.system(),
                    Figures.of(drift.seconds() / 60),
                    percent(drift.textureAMinute()),
                    percent(drift.levelAMinute()),
                    percent(drift.spectrumAMinute()),
                    percent(drift.texture()),
                    percent(drift.level()),
                    percent(drift.spectrum()));
        }
        return table;
    }

    /** A row a place on the way. */
    static Table morph(Morph morph) {
        Table table = new Table("of " + morph.to(), "TS to " + morph.from(), "TS to " + morph.to());
        for (Morph.Place place : morph.places()) {
            table.add(
                    String.format(Locale.ROOT, "%.0f %%", 100 * place.share()),
                    String.format(Locale.ROOT, "%.3f", place.toFrom()),
                    String.format(Locale.ROOT, "%.3f", place.toTo()));
        }
        return table;
    }

    private static String[] columns(boolean bySound, List<String> first, List<String> last) {
        Stream<String> names = bySound ? Stream.of("sound", "system") : Stream.of("system");
        return Stream.of(names, first.stream(), last.stream())
                .flatMap(all -> all)
                .toArray(String[]::new);
    }

    private static String[] row(
            boolean bySound,
            TextureResult result,
            String before,
            List<String> first,
            List<String> last) {
        Stream<String> names =
                bySound
                        ? Stream.of(
                                result.sound().equals(before) ? "" : result.sound(),
                                result.system())
                        : Stream.of(result.system());
        return Stream.of(names, first.stream(), last.stream())
                .flatMap(all -> all)
                .toArray(String[]::new);
    }

    static String cell(TextureResult result, TextureMeasure measure) {
        Double value = result.measures().get(measure);
        return value == null
                ? NONE
                : String.format(Locale.ROOT, "%." + measure.decimals() + "f", value);
    }

    private static String percent(double part) {
        return Double.isFinite(part) ? Figures.percent(part) : NONE;
    }
}
