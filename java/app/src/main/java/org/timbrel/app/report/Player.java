// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.encode.FlacFile;

/** A sound to be heard. */
public final class Player implements Block {

    private final String label;
    private final String caption;
    private final String uri;

    private Player(String label, String caption, String uri) {
        this.label = label;
        this.caption = caption;
        this.uri = uri;
    }

    /**
     * A sound within the page, as FLAC: its beginning, if it is longer than the budget allows, or a
     * line that says that it is not there.
     *
     * @param label what it is, in a word or two
     * @param caption more of it; may be empty
     * @param clip at least one sample
     * @throws IOException if it cannot be encoded
     */
    public static Player of(String label, String caption, AudioClip clip, SoundBudget budget)
            throws IOException {
        int samples =
                (int)
                        Math.min(
                                clip.samples().length,
                                Math.max(1, budget.secondsASound() * clip.sampleRateHz()));
        boolean cut = samples < clip.samples().length;
        AudioClip heard =
                cut
                        ? new AudioClip(Arrays.copyOf(clip.samples(), samples), clip.sampleRateHz())
                        : clip;
        String uri =
                "data:audio/flac;base64,"
                        + Base64.getEncoder().encodeToString(FlacFile.encode(heard));
        if (!budget.take(uri.length(), cut)) {
            return new Player(
                    label, joined(caption, "not in this page: it holds enough sound"), "");
        }
        String length =
                cut
                        ? String.format(
                                Locale.ROOT,
                                "the first %.1f\u00a0s of %.1f\u00a0s",
                                heard.durationSeconds(),
                                clip.durationSeconds())
                        : "";
        return new Player(label, joined(caption, length), uri);
    }

    /**
     * A file beside the page.
     *
     * @param uri relative to the page
     */
    public static Player linked(String label, String caption, String uri) {
        return new Player(label, caption, uri);
    }

    private static String joined(String caption, String more) {
        return more.isEmpty() || caption.isEmpty() ? caption + more : caption + "; " + more;
    }

    @Override
    public String html() {
        StringBuilder html = new StringBuilder("<figure class=\"player\">");
        if (!label.isEmpty() || !caption.isEmpty()) {
            html.append("<figcaption>").append(Html.escape(label));
            if (!caption.isEmpty()) {
                html.append(" <span class=\"caption\">").append(Html.escape(caption));
                html.append("</span>");
            }
            html.append("</figcaption>");
        }
        if (!uri.isEmpty()) {
            html.append("<audio controls preload=\"metadata\" aria-label=\"");
            html.append(Html.escape(label)).append("\" src=\"").append(Html.escape(uri));
            html.append("\"></audio>");
        }
        return html.append("</figure>\n").toString();
    }
}
