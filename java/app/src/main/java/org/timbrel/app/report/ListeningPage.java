// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioClip;

/** A page of tables, and of sounds to be heard and seen beside each other. */
public final class ListeningPage {

    private final FeatureSpec spec;
    private final Page page;

    /**
     * A sound on the page.
     *
     * @param name short: "original"
     * @param caption what it is
     * @param uri of the file, relative to the page
     * @param clip what the file holds
     */
    public record Sound(String name, String caption, String uri, AudioClip clip) {}

    /**
     * @param lead one sentence
     * @param spec of the spectrograms; the sounds are at its rate
     */
    public ListeningPage(String title, String lead, FeatureSpec spec) {
        this.spec = spec;
        page = new Page(title, lead);
    }

    /**
     * Adds a table.
     *
     * @param rows the names of the columns, then the cells
     */
    public void table(String heading, String caption, List<List<String>> rows) {
        DataTable table = new DataTable("");
        List<String> names = rows.get(0);
        table.text(names.get(0));
        names.subList(1, names.size()).forEach(table::figures);
        rows.stream().skip(1).forEach(row -> table.row(row.toArray()));
        page.section(heading, caption, table);
    }

    /**
     * Adds sounds whose spectrograms share their colours.
     *
     * @throws IOException if one has no frame
     */
    public void sounds(String heading, String caption, List<Sound> sounds) throws IOException {
        List<Spectrogram> spectrograms = new ArrayList<>();
        for (Sound sound : sounds) {
            spectrograms.add(Spectrogram.of("", sound.clip(), spec));
        }
        List<Block> blocks = new ArrayList<>();
        for (Spectrogram spectrogram : Spectrogram.alike(spectrograms)) {
            Sound sound = sounds.get(blocks.size() / 2);
            blocks.add(Player.linked(sound.name(), sound.caption(), sound.uri()));
            blocks.add(spectrogram);
        }
        page.section(heading, caption, blocks);
    }

    /** The page, which needs no other files but the sounds. */
    public String html() {
        return page.html();
    }
}
