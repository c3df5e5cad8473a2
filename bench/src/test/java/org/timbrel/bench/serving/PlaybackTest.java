// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** At 1,000 Hz a millisecond is a sample, two bytes. */
class PlaybackTest {

    private static final long MS = 1_000_000;
    private static final long BEGIN = Long.MAX_VALUE - 50 * MS; // the clock may pass its end

    /** Seconds are sums of whole nanoseconds: exact but for the last bits. */
    private static final double EXACT = 1e-12;

    private final Playback playback = new Playback(1000);

    private void received(long milliseconds, int samples) {
        playback.received(BEGIN + milliseconds * MS, 2 * samples);
    }

    @Test
    void whatComesJustInTimeIsNoUnderrun() {
        received(0, 10);
        received(10, 10);
        received(20, 100);
        received(120, 1);
        Playback.Heard heard = playback.heard();
        assertEquals(0, heard.underruns());
        assertEquals(0, heard.stalledSeconds());
        assertEquals(0.1, heard.longestGapSeconds(), EXACT);
        assertEquals(242, heard.bytes());
    }

    @Test
    void theClockStandsWhileThePlayerWaits() {
        received(0, 10);
        received(13, 10); // 3 ms late; the clock is 3 ms behind from here
        received(23, 10);
        received(40, 10); // 7 ms late
        Playback.Heard heard = playback.heard();
        assertEquals(2, heard.underruns());
        assertEquals(0.010, heard.stalledSeconds(), EXACT);
        assertEquals(0.007, heard.longestStallSeconds(), EXACT);
    }

    @Test
    void aLeadCarriesOverAGap() {
        received(0, 500);
        received(499, 1);
        assertEquals(0, playback.heard().underruns());
    }

    @Test
    void whoeverLeavesWhileWaitingHadAnUnderrun() {
        received(0, 10);
        playback.abandoned(BEGIN + 25 * MS);
        assertEquals(1, playback.heard().underruns());
        assertEquals(0.015, playback.heard().longestStallSeconds(), EXACT);
    }

    @Test
    void halfASampleIsNotHeard() {
        playback.received(BEGIN, 1);
        playback.received(BEGIN, 2);
        playback.received(BEGIN + MS, 1);
        assertEquals(0, playback.heard().underruns());
        playback.received(BEGIN + 3 * MS, 1);
        assertEquals(1, playback.heard().underruns());
    }

    @Test
    void nothingHeardIsNoUnderrun() {
        playback.abandoned(BEGIN);
        playback.received(BEGIN, 0);
        assertEquals(new Playback.Heard(0, 0, 0, 0, 0), playback.heard());
    }
}
