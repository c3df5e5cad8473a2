// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.app.report.ListeningPage;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.bench.textures.Morph;
import org.timbrel.bench.textures.MorphRun;
import org.timbrel.bench.textures.TextureMeans;
import org.timbrel.bench.textures.TextureMeasure;
import org.timbrel.bench.textures.TextureResult;
import org.timbrel.bench.textures.TextureRun.Heard;

/** A {@link TexturesReport} to be heard: a page, and its sounds in a folder beside it. */
final class TexturesListening {

    private TexturesListening() {}

    /** The folder of a page's sounds. */
    static Path folder(Path page) {
        String name = String.valueOf(page.getFileName()).replaceFirst("\\.[^.]*$", "");
        return page.resolveSibling(name + "-sounds");
    }

    /** Writes the page last, so that one that is there has its sounds. */
    static void write(
            Path file, TexturesReport report, List<Heard> heard, List<MorphRun.Heard> onTheWay)
            throws IOException {
        Path folder = folder(file);
        Files.createDirectories(folder);
        List<TextureResult> bySound = TextureMeans.overSeeds(report.results());
        ListeningPage page =
                new ListeningPage(
                        "Textures, learned and made anew",
                        TexturesPage.facts(report) + ".",
                        Profile.TEXTURE.spec());
        page.table("Aims", "Of the default.", AimsTable.of(report.aims()).rows());
        page.table(
                "Means",
                "Over the textures, against the half that nobody learned from.",
                TexturesTables.likeness(report.means(), false).rows());
        page.table(
                "Drift",
                "The last third against the first, the size of each, means over the textures.",
                TexturesTables.drift(report.means(), false).rows());
        if (!report.longDrifts().isEmpty()) {
            page.table(
                    "Drift of a long stretch",
                    "The last third against the first.",
                    TexturesTables.longDrift(report.longDrifts()).rows());
        }
        if (report.morph() != null) {
            page.table(
                    TexturesPage.title(report.morph()),
                    TexturesPage.meaning(report.morph()) + ".",
                    TexturesTables.morph(report.morph()).rows());
        }
        List<List<String>> meanings = new ArrayList<>();
        meanings.add(List.of("", ""));
        meanings.addAll(TexturesPage.meanings());
        meanings.addAll(TexturesPage.driftMeanings());
        page.table("What these are", "Systems, measures and drifts.", meanings);
        for (String sound : heard.stream().map(Heard::sound).distinct().toList()) {
            List<ListeningPage.Sound> players = new ArrayList<>();
            for (Heard one : heard) {
                if (one.sound().equals(sound)) {
                    players.add(player(folder, one, bySound));
                }
            }
            page.sounds(
                    sound.substring(0, 1).toUpperCase(Locale.ROOT) + sound.substring(1),
                    "The first seconds of each, with seed 1.",
                    players);
        }
        if (report.morph() != null) {
            List<ListeningPage.Sound> players = new ArrayList<>();
            for (MorphRun.Heard one : onTheWay) {
                players.add(player(folder, report.morph(), one));
            }
            page.sounds(TexturesPage.title(report.morph()), "The first seconds of each.", players);
        }
        TextFile.write(file, page.html());
    }

    private static ListeningPage.Sound player(Path folder, Morph morph, MorphRun.Heard one)
            throws IOException {
        long percent = Math.round(100 * one.share());
        String name = "%s-to-%s-%d.wav".formatted(morph.from(), morph.to(), percent);
        WavWriter.write(folder.resolve(name), one.clip().reader(), WavEncoding.PCM_16);
        return new ListeningPage.Sound(
                percent + " %",
                "%d %% of %s".formatted(percent, morph.to()),
                uri(folder, name),
                one.clip());
    }

    private static ListeningPage.Sound player(Path folder, Heard one, List<TextureResult> bySound)
            throws IOException {
        String system = one.system() == null ? "held-out" : one.system().label();
        String name = one.sound() + "-" + system + ".wav";
        WavWriter.write(folder.resolve(name), one.clip().reader(), WavEncoding.PCM_16);
        String caption =
                one.system() == null
                        ? "the half that nobody learned from, and that judges"
                        : one.system().meaning();
        String figures =
                bySound.stream()
                        .filter(r -> r.sound().equals(one.sound()) && r.system().equals(system))
                        .map(TexturesListening::figures)
                        .findFirst()
                        .orElse("");
        return new ListeningPage.Sound(system, caption + figures, uri(folder, name), one.clip());
    }

    /** Relative to the page. Names may hold anything: those in front say that no scheme does. */
    private static String uri(Path folder, String name) {
        try {
            String path = "./" + folder.getFileName() + "/" + name;
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private static String figures(TextureResult result) {
        return "; TS %s, modulation error %s dB"
                .formatted(
                        TexturesTables.cell(result, TextureMeasure.TS),
                        TexturesTables.cell(result, TextureMeasure.MODULATION));
    }
}
