// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.app.Version;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioClip;

/** A page of tables, and of sounds to be heard and seen beside each other. */
public final class ListeningPage {

    private static final int SPECTROGRAM = 120;

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
        page = new Page(title);
        page.add("<h1>%s</h1>", title);
        page.add("<p class=\"lead\">%s</p>", lead);
    }

    /**
     * Adds a table.
     *
     * @param rows the names of the columns, then the cells
     */
    public void table(String heading, String caption, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<table class=\"measures\"><thead>");
        for (int r = 0; r < rows.size(); r++) {
            html.append("<tr>");
            for (int k = 0; k < rows.get(r).size(); k++) {
                String tag = r == 0 || k == 0 ? "th" : "td";
                html.append('<').append(tag).append('>');
                html.append(Html.escape(rows.get(r).get(k)));
                html.append("</").append(tag).append('>');
            }
            html.append(r == 0 ? "</tr></thead>\n" : "</tr>\n");
        }
        page.section(heading, caption, html.append("</table>\n").toString());
    }

    /**
     * Adds sounds whose spectrograms share their colours.
     *
     * @throws IOException if one has no frame
     */
    public void sounds(String heading, String caption, List<Sound> sounds) throws IOException {
        List<SoundFigures> figures = new ArrayList<>();
        double top = Double.NEGATIVE_INFINITY;
        for (Sound sound : sounds) {
            SoundFigures figure =
                    new SoundFigures(
                            sound.name(),
                            sound.clip(),
                            new FeatureExtractor(spec).extract(sound.clip().reader()));
            figures.add(figure);
            top = Math.max(top, figure.top());
        }
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < figures.size(); i++) {
            Sound sound = sounds.get(i);
            html.append("<h3>").append(Html.escape(sound.name())).append("</h3>\n<p>");
            html.append(Html.escape(sound.caption())).append("</p>\n");
            html.append("<audio controls preload=\"metadata\" src=\"");
            html.append(Html.escape(sound.uri())).append("\"></audio>\n");
            html.append(figures.get(i).spectrogram(top, SPECTROGRAM));
        }
        page.section(heading, caption, html.toString());
    }

    /** The page, which needs no other files but the sounds. */
    public String html() {
        page.add("<footer>Timbrel %s</footer>", Version.current());
        return page.html();
    }
}
