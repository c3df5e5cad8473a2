// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.bench.textures.Morph;
import org.timbrel.bench.textures.TextureMeans;
import org.timbrel.bench.textures.TextureMeasure;
import org.timbrel.bench.textures.TextureResult;
import org.timbrel.bench.textures.TextureSystem;

/** A {@link TexturesReport} as Markdown: aims, means, every sound. */
final class TexturesPage {

    private TexturesPage() {}

    static String of(TexturesReport report) {
        List<TextureResult> bySound = TextureMeans.overSeeds(report.results());
        StringBuilder text = new StringBuilder(heading(report));
        text.append("\n**Aims** of the default\n\n").append(AimsTable.of(report.aims()));
        text.append("\n**Means** over the textures\n\n");
        text.append(TexturesTables.likeness(report.means(), false)).append('\n');
        text.append(list(meanings()));
        text.append("\n**Drift**, the size of each, means over the textures\n\n");
        text.append(TexturesTables.drift(report.means(), false)).append('\n');
        text.append(list(driftMeanings()));
        if (!report.longDrifts().isEmpty()) {
            text.append("\n**Drift of a long stretch**\n\n");
            text.append(TexturesTables.longDrift(report.longDrifts()));
        }
        if (report.morph() != null) {
            text.append("\n**").append(title(report.morph())).append("**, ");
            text.append(meaning(report.morph())).append("\n\n");
            text.append(TexturesTables.morph(report.morph()));
        }
        text.append("\n**Every texture**, means over seeds\n\n");
        text.append(TexturesTables.likeness(bySound, true));
        text.append("\n**Drift of every texture**, means over seeds\n\n");
        text.append(TexturesTables.drift(bySound, true));
        return text.toString();
    }

    private static String heading(TexturesReport report) {
        StringBuilder text = new StringBuilder();
        if (report.busyCores() > Neighbours.QUIET_CORES) {
            text.append("BUSY MACHINE: speeds are not to be quoted\n");
        }
        if (report.quick()) {
            text.append("QUICK RUN: trained too little to be quoted\n");
        }
        return text.append("timbrel bench textures\n")
                .append(facts(report))
                .append('\n')
                .toString();
    }

    /** What was done, on what, in a line. */
    static String facts(TexturesReport report) {
        return String.format(
                Locale.ROOT,
                "%s, %s; commit %s%s, %s; textures of %s s, the first half learned, the second"
                        + " judging; %s s made, seeds 1 to %d, %d threads, %.1f cores busy with"
                        + " others",
                report.machine().kernels(),
                report.machine().jdk(),
                report.commit().id(),
                report.commit().dirty() ? " with changes" : "",
                report.date(),
                Figures.of(report.textureSeconds()),
                Figures.of(report.seconds()),
                report.seeds(),
                report.threads(),
                report.busyCores());
    }

    private static String list(List<List<String>> meanings) {
        StringBuilder text = new StringBuilder();
        for (List<String> one : meanings) {
            text.append("- ").append(one.get(0)).append(": ").append(one.get(1)).append('\n');
        }
        return text.toString();
    }

    /** Every system and every column, each with what it is. */
    static List<List<String>> meanings() {
        List<List<String>> meanings = new ArrayList<>();
        for (TextureSystem system : TextureSystem.values()) {
            meanings.add(List.of(system.label(), system.meaning()));
        }
        for (TextureMeasure measure : TextureMeasure.values()) {
            meanings.add(List.of(measure.label(), measure.meaning()));
        }
        meanings.add(List.of("training, s", "by the clock, from sound to model"));
        meanings.add(
                List.of(
                        "× real time",
                        "by the processor time of all threads, frames and vocoder, once it has"
                                + " begun; of copy, the vocoder"));
        return meanings;
    }

    static String title(Morph morph) {
        return "From %s to %s".formatted(morph.from(), morph.to());
    }

    /** What its figures are, and whether they are in order. */
    static String meaning(Morph morph) {
        return "one model of both, its weights between them, against the halves that nobody learned"
                + " from: "
                + (morph.isMonotonic()
                        ? "every step leads away from the one and nearer to the other"
                        : "not every step leads away from the one and nearer to the other");
    }

    /** What drifts are. */
    static List<List<String>> driftMeanings() {
        return List.of(
                List.of("in all", "the last third against the first"),
                List.of("a minute", "the steady change that this is"),
                List.of("TS", "of TexStat to the held-out half"),
                List.of("level", "of the RMS"),
                List.of(
                        "spectrum",
                        "mean |change| of the bands' levels, apart from what all have in common"),
                List.of("floor", "real sound moves, too: by so much"));
    }
}
