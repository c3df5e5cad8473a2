// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.Locale;

/**
 * How much sound one page may hold, so that a browser opens it at once. One a page; what did not
 * fit is counted.
 */
public final class SoundBudget {

    /** Seconds a sound; enough to judge it by. */
    public static final double DEFAULT_SECONDS = 12;

    /** Bytes a page. */
    public static final long DEFAULT_BYTES = 24L << 20;

    private final double secondsASound;
    private final long bytesAPage;
    private long bytes;
    private int embedded;
    private int shortened;
    private int leftOut;

    /**
     * @param secondsASound what is longer is cut there; above 0
     * @param bytesAPage of all that is embedded, as it stands in the page; at least 0
     */
    public SoundBudget(double secondsASound, long bytesAPage) {
        if (!(secondsASound > 0) || bytesAPage < 0) {
            throw new IllegalArgumentException(
                    "%s seconds a sound and %d bytes a page must be above 0 and at least 0"
                            .formatted(secondsASound, bytesAPage));
        }
        this.secondsASound = secondsASound;
        this.bytesAPage = bytesAPage;
    }

    /** {@value #DEFAULT_SECONDS} s a sound, {@value #DEFAULT_BYTES} bytes a page. */
    public static SoundBudget standard() {
        return new SoundBudget(DEFAULT_SECONDS, DEFAULT_BYTES);
    }

    double secondsASound() {
        return secondsASound;
    }

    /** Whether as many bytes still fit; they count if they do. */
    boolean take(long more, boolean cut) {
        if (bytes + more > bytesAPage) {
            leftOut++;
            return false;
        }
        bytes += more;
        embedded++;
        shortened += cut ? 1 : 0;
        return true;
    }

    /** What was embedded, shortened and left out, as a sentence. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d sounds are in this page (%.1f MB)%s%s.",
                embedded,
                bytes / 1e6,
                shortened == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", of %d of them the first %.0f s alone",
                                shortened,
                                secondsASound),
                leftOut == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %d more would have made it larger than %.0f MB and are left out",
                                leftOut,
                                bytesAPage / 1e6));
    }
}
