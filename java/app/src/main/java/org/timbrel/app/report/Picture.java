// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Data as PNG pictures, without axes; they go into a page as data URIs. */
final class Picture {

    /** Light enough on a dark page, dark enough on a light one. */
    private static final Color PEAK = new Color(0x74BDB3);

    private static final Color RMS = new Color(0x247C79);

    private final BufferedImage image;

    private Picture(BufferedImage image) {
        this.image = image;
    }

    /**
     * One pixel a value, the first row at the bottom; {@code low} and {@code high} are the map's
     * ends.
     */
    static Picture heat(Grid grid, ColourMap map, double low, double high) {
        BufferedImage image =
                new BufferedImage(grid.columns(), grid.rows(), BufferedImage.TYPE_INT_RGB);
        for (int c = 0; c < grid.columns(); c++) {
            for (int r = 0; r < grid.rows(); r++) {
                double unit = (grid.at(c, r) - low) / (high - low);
                image.setRGB(c, grid.rows() - 1 - r, map.rgb(unit));
            }
        }
        return new Picture(image);
    }

    /** A colour bar, its low end at the bottom. */
    static Picture bar(ColourMap map) {
        int height = 256;
        BufferedImage image = new BufferedImage(1, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            image.setRGB(0, y, map.rgb(1 - (double) y / (height - 1)));
        }
        return new Picture(image);
    }

    /**
     * A waveform: for each column its range, and within that its root mean square.
     *
     * @param range of the picture, above 0: the samples from {@code -range} to {@code range} fill
     *     it
     */
    static Picture wave(float[] samples, double range, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Path2D.Double peak = new Path2D.Double();
        Path2D.Double rms = new Path2D.Double();
        double half = height / 2.0;
        for (int x = 0; x < width; x++) {
            int from = (int) ((long) x * samples.length / width);
            int to = Math.max(from + 1, (int) ((x + 1L) * samples.length / width));
            double low = 0;
            double high = 0;
            double squares = 0;
            for (int i = from; i < Math.min(to, samples.length); i++) {
                low = Math.min(low, samples[i]);
                high = Math.max(high, samples[i]);
                squares += samples[i] * samples[i];
            }
            double root = Math.sqrt(squares / (to - from));
            column(peak, x, half - high / range * half, half - low / range * half);
            column(rms, x, half - root / range * half, half + root / range * half);
        }
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(PEAK);
        graphics.fill(peak);
        graphics.setColor(RMS);
        graphics.fill(rms);
        graphics.dispose();
        return new Picture(image);
    }

    /** A column is at least one pixel high, so that silence is a line. */
    private static void column(Path2D.Double path, int x, double top, double bottom) {
        double more = Math.max(0, 1 - (bottom - top)) / 2;
        path.append(new Rectangle2D.Double(x, top - more, 1, bottom - top + 2 * more), false);
    }

    byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // The default cache is a temporary file.
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    String dataUri() {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png());
    }
}
