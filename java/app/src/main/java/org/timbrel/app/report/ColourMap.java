// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/**
 * Colours for numbers in 0..1, interpolated between anchors in OKLab, where equal steps look equal
 * (Björn Ottosson, "A perceptual color space for image processing", 2020).
 */
public final class ColourMap {

    /** For levels: night blue through teal and green to pale yellow, ever lighter. */
    public static final ColourMap LEVEL =
            new ColourMap(
                    new double[][] {
                        {0.13, 0.030, 280},
                        {0.28, 0.105, 278},
                        {0.42, 0.120, 262},
                        {0.55, 0.100, 220},
                        {0.68, 0.115, 178},
                        {0.80, 0.145, 145},
                        {0.90, 0.150, 112},
                        {0.975, 0.060, 100}
                    });

    /** For deviations: blue below, a light neutral in the middle, orange above. */
    public static final ColourMap DEVIATION =
            new ColourMap(
                    new double[][] {
                        {0.28, 0.090, 262},
                        {0.48, 0.130, 252},
                        {0.72, 0.090, 238},
                        {0.965, 0.006, 150},
                        {0.76, 0.110, 68},
                        {0.55, 0.140, 45},
                        {0.33, 0.100, 30}
                    });

    private static final int ENTRIES = 512;

    private final int[] entries = new int[ENTRIES];

    /**
     * @param anchors evenly spaced over 0..1, each lightness 0..1, chroma, and hue in degrees
     */
    private ColourMap(double[][] anchors) {
        double[][] lab = new double[anchors.length][];
        for (int i = 0; i < anchors.length; i++) {
            double hue = Math.toRadians(anchors[i][2]);
            lab[i] =
                    new double[] {
                        anchors[i][0], anchors[i][1] * Math.cos(hue), anchors[i][1] * Math.sin(hue)
                    };
        }
        for (int i = 0; i < ENTRIES; i++) {
            entries[i] = rgb(between(lab, (double) i / (ENTRIES - 1)));
        }
    }

    /** The colour of {@code value}, taken to the nearer end outside 0..1; 0xRRGGBB. */
    public int rgb(double value) {
        double inside = Math.max(0, Math.min(1, value));
        return entries[(int) Math.round(inside * (ENTRIES - 1))];
    }

    private static double[] between(double[][] lab, double value) {
        double position = value * (lab.length - 1);
        int left = Math.min((int) position, lab.length - 2);
        double part = position - left;
        double[] colour = new double[3];
        for (int c = 0; c < 3; c++) {
            colour[c] = lab[left][c] * (1 - part) + lab[left + 1][c] * part;
        }
        return colour;
    }

    private static int rgb(double[] lab) {
        double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
        double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
        double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
        int red = gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        int green = gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        int blue = gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return red << 16 | green << 8 | blue;
    }

    private static double cube(double x) {
        return x * x * x;
    }

    /** Linear light to an sRGB byte. */
    private static int gamma(double linear) {
        double x = Math.max(0, Math.min(1, linear));
        double y = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * y);
    }
}
