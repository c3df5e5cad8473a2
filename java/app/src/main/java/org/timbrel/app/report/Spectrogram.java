// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.util.List;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioClip;

/** The log-mel spectrogram of a sound. */
public final class Spectrogram implements Block {

    private static final int HEIGHT = 150;

    private final String title;
    private final SoundFigures figures;
    private final double topDb;
    private final double primer;

    private Spectrogram(String title, SoundFigures figures, double topDb, double primer) {
        this.title = title;
        this.figures = figures;
        this.topDb = topDb;
        this.primer = primer;
    }

    /**
     * Of the whole sound.
     *
     * @param spec whose mel bands are drawn
     * @param clip at the spec's rate
     * @throws IOException if it has no frame
     */
    public static Spectrogram of(String title, AudioClip clip, FeatureSpec spec)
            throws IOException {
        SoundFigures figures =
                new SoundFigures(title, clip, new FeatureExtractor(spec).extract(clip.reader()));
        return new Spectrogram(title, figures, figures.top(), 0);
    }

    /** The level of the brightest colour, in dB. */
    public double topDb() {
        return topDb;
    }

    /** The same, its brightest colour at another level. */
    public Spectrogram below(double newTopDb) {
        return new Spectrogram(title, figures, newTopDb, primer);
    }

    /** The same with a line where what was given ends. */
    public Spectrogram primer(double seconds) {
        return new Spectrogram(title, figures, topDb, seconds);
    }

    /** The same in colours that mean the same in all of them. */
    public static List<Spectrogram> alike(List<Spectrogram> spectrograms) {
        double top = spectrograms.stream().mapToDouble(Spectrogram::topDb).max().orElse(0);
        return spectrograms.stream().map(one -> one.below(top)).toList();
    }

    @Override
    public String html() {
        Panel panel = figures.spectrogram(title, topDb, HEIGHT);
        if (primer > 0 && primer < figures.seconds()) {
            panel.upright("border", primer / figures.seconds());
        }
        return panel.html();
    }
}
