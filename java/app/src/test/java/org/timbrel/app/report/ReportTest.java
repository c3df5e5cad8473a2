// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;

/** The parts of a report. */
class ReportTest {

    @Test
    void levelsGetEverLighter() {
        double last = -1;
        for (int i = 0; i <= 100; i++) {
            double luminance = luminance(ColourMap.LEVEL.rgb(i / 100.0));
            assertTrue(luminance > last, "step " + i);
            last = luminance;
        }
    }

    @Test
    void coloursEndWithTheRange() {
        assertEquals(ColourMap.LEVEL.rgb(0), ColourMap.LEVEL.rgb(-5));
        assertEquals(ColourMap.LEVEL.rgb(1), ColourMap.LEVEL.rgb(5));
    }

    @Test
    void noDeviationIsTheLightest() {
        double middle = luminance(ColourMap.DEVIATION.rgb(0.5));
        for (int i = 0; i <= 100; i++) {
            assertTrue(luminance(ColourMap.DEVIATION.rgb(i / 100.0)) <= middle + 1e-3);
        }
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255)
                + 0.7152 * linear(rgb >> 8 & 255)
                + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int value) {
        return Math.pow(value / 255.0, 2.2);
    }

    @Test
    void framesAreAveragedIntoColumns() {
        FrameMatrix matrix = new FrameMatrix(new float[] {1, 10, 3, 30, 5, 50}, 3, 2);
        Grid grid = Grid.of(matrix, 2);
        assertEquals(2, grid.columns());
        assertEquals(1, grid.at(0, 0));
        assertEquals(10, grid.at(0, 1));
        assertEquals(4, grid.at(1, 0));
        assertEquals(40, grid.at(1, 1));
        assertEquals(3, Grid.of(matrix, 100).columns());
    }

    @Test
    void standardisedRowsHaveMeanZeroAndUnitDeviation() {
        Grid grid = Grid.of(new FrameMatrix(new float[] {1, 7, 3, 7}, 2, 2), 9).standardised();
        assertEquals(-1, grid.at(0, 0), 1e-12);
        assertEquals(1, grid.at(1, 0), 1e-12);
        assertEquals(0, grid.at(0, 1), "a constant row");
    }

    @Test
    void theFirstRowIsAtTheBottom() throws IOException {
        Grid grid = Grid.of(new FrameMatrix(new float[] {0, 1, 0, 1}, 2, 2), 2);
        byte[] png = Picture.heat(grid, ColourMap.LEVEL, 0, 1).png();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(ColourMap.LEVEL.rgb(0), image.getRGB(0, 1) & 0xFFFFFF);
        assertEquals(ColourMap.LEVEL.rgb(1), image.getRGB(0, 0) & 0xFFFFFF);
    }

    @Test
    void ticksAreRoundNumbers() {
        List<Axis.Tick> ticks = Axis.linear("time (s)", 0, 1.7, 4).ticks();
        assertEquals(
                List.of("0", "0.5", "1", "1.5"), ticks.stream().map(Axis.Tick::label).toList());
        List<Axis.Tick> sample = Axis.linear("time (s)", 0, 1 / 44_100.0, 5).ticks();
        assertEquals("0.000005", sample.get(1).label());
        assertEquals(0.5 / 1.7, ticks.get(1).position(), 1e-12);
    }

    @Test
    void frequenciesStandWhereTheirBandsAre() {
        // HTK bands of 0..22,050 Hz: 1 kHz is 1,000 mel of 3,923 and 65 steps, half a band lower.
        var spec = Profile.TEXTURE.builder().melScale(MelScale.HTK).build();
        Axis.Tick kilo =
                MelAxis.of(spec).ticks().stream()
                        .filter(tick -> tick.label().equals("1 kHz"))
                        .findFirst()
                        .orElseThrow();
        assertEquals((999.9855 / 3923.3375 * 65 - 0.5) / 64, kilo.position(), 1e-4);
    }

    @Test
    void textIsEscaped() {
        assertEquals("&lt;a href=&quot;b&quot;&gt; &amp; c", Html.escape("<a href=\"b\"> & c"));
        Page page = new Page("<b>", "<i>").section("<u>", "", Prose.paragraph("<script>"));
        assertTrue(page.html().contains("<title>&lt;b&gt;</title>"));
        assertTrue(page.html().contains("<p>&lt;script&gt;</p>"));
    }
}
