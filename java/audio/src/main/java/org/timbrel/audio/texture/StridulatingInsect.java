// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/** One singer: a species' song at its own pitch, pace and distance, coming and going. */
final class StridulatingInsect implements Sound {

    private static final double SAMPLE_SECONDS = 1.0 / ProceduralTexture.SAMPLE_RATE_HZ;

    private final RandomSource random;
    private final Song song;
    private final double carrierHz;
    private final double pace;
    private final double level;
    private final OnePole approach = OnePole.lag(0.4);
    private boolean singing;
    private double boutLeft;
    private double chirpTime;
    private double chirpPeriod;
    private int pulsesLeft;
    private double pulseTime;
    private double pulsePeriod;
    private double pulseLevel;
    private double turns;

    /**
     * @param level amplitude at the listener
     */
    StridulatingInsect(RandomSource random, Song song, double level) {
        this.random = random;
        this.song = song;
        this.level = level;
        carrierHz = song.carrierHz() * random.uniform(0.94, 1.06);
        pace = random.uniform(0.9, 1.12);
        double share = song.boutSeconds() / (song.boutSeconds() + song.restSeconds());
        singing = random.chance(share);
        boutLeft = random.exponential(singing ? song.boutSeconds() : song.restSeconds());
        chirpPeriod = song.chirpPeriodSeconds() * pace;
        chirpTime = random.uniform(0, chirpPeriod);
        // Somewhere within a chirp already, or past its last pulse.
        pulsesLeft = Math.max(0, song.pulses() - (int) (chirpTime / song.pulsePeriodSeconds()));
        beginPulse();
    }

    @Override
    public double next() {
        boutLeft -= SAMPLE_SECONDS;
        if (boutLeft <= 0) {
            singing = !singing;
            boutLeft = random.exponential(singing ? song.boutSeconds() : song.restSeconds());
        }
        double loudness = approach.low(singing ? level : 0);
        chirpTime += SAMPLE_SECONDS;
        if (chirpTime >= chirpPeriod) {
            chirpTime -= chirpPeriod;
            chirpPeriod = song.chirpPeriodSeconds() * pace * random.uniform(0.93, 1.07);
            // A chirp now and then is a pulse shorter or longer.
            pulsesLeft = song.pulses() + (random.chance(0.2) ? (random.chance(0.5) ? 1 : -1) : 0);
            beginPulse();
        }
        if (pulsesLeft == 0) {
            return 0;
        }
        pulseTime += SAMPLE_SECONDS;
        if (pulseTime >= pulsePeriod) {
            pulsesLeft--;
            beginPulse();
        }
        double sounding = pulseTime / (song.pulseSeconds() * pace);
        if (sounding >= 1) {
            return 0;
        }
        // The wing slows as it closes, so a pulse glides down by 3 %.
        double hz = carrierHz * (1.015 - 0.03 * sounding + song.roughness() * random.white());
        turns += hz * SAMPLE_SECONDS;
        turns -= (long) turns;
        return loudness * pulseLevel * Sine.bump(sounding) * Sine.ofTurns(turns);
    }

    private void beginPulse() {
        pulseTime = 0;
        pulsePeriod = song.pulsePeriodSeconds() * pace * random.uniform(0.97, 1.03);
        pulseLevel = random.uniform(0.8, 1);
    }
}
