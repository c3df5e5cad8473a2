// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.Arrays;
import java.util.List;

/** The instruments of General MIDI, program by program, as families of timbres. */
final class Instruments {

    private static final int PROGRAMS = 128;
    private static final Timbre[] TIMBRES = timbres();

    private Instruments() {}

    /** The timbre of a program, 0..127. */
    static Timbre of(int program) {
        return TIMBRES[program];
    }

    private static Timbre[] timbres() {
        Timbre[] timbres = new Timbre[PROGRAMS];
        keyboards(timbres);
        mallets(timbres);
        organs(timbres);
        strings(timbres);
        winds(timbres);
        synthetic(timbres);
        others(timbres);
        return timbres;
    }

    private static void set(Timbre[] timbres, int from, int to, Timbre timbre) {
        Arrays.fill(timbres, from, to + 1, timbre);
    }

    private static void keyboards(Timbre[] t) {
        set(t, 0, 1, new StruckTimbre(List.of(), 0.9, 4500, 9, 0.6, 0.12, 0.18));
        set(t, 2, 3, new StruckTimbre(List.of(), 0.7, 6000, 7, 0.6, 0.12, 0.15));
        List<Double> tine = List.of(1.0, 2.0, 3.0, 6.93, 13.2);
        set(t, 4, 5, new StruckTimbre(tine, 1.1, 5000, 7, 0.7, 0.6, 0.15));
        set(t, 6, 6, new PluckedTimbre(0.08, 5, 0.9, 0.12, 0.1));
        set(t, 7, 7, new PluckedTimbre(0.12, 4, 0.8, 0.06, 0.05));
    }

    private static void mallets(Timbre[] t) {
        List<Double> plate = List.of(1.0, 2.76, 5.4, 8.93);
        set(t, 8, 10, new StruckTimbre(plate, 1.2, 9000, 4, 0.7, 0.5, 0));
        List<Double> vibraphone = List.of(1.0, 4.0, 10.1);
        set(t, 11, 11, new StruckTimbre(vibraphone, 1.1, 6000, 8, 0.7, 0.7, 0.4));
        set(t, 12, 12, new StruckTimbre(List.of(1.0, 3.93, 9.24), 1, 4000, 1.2, 0.6, 1, 0));
        set(t, 13, 13, new StruckTimbre(List.of(1.0, 3.0, 6.2), 0.8, 8000, 0.6, 0.6, 0.7, 0));
        // The pitch that is heard of a tubular bell is none of its partials' but the first here.
        List<Double> tubular = List.of(1.0, 2.0, 3.0, 4.16, 5.43, 6.79);
        set(t, 14, 14, new StruckTimbre(tubular, 0.6, 6000, 9, 0.7, 0.25, 0));
        set(t, 15, 15, new PluckedTimbre(0.15, 5, 0.7, 0.2, 1));
    }

    private static void organs(Timbre[] t) {
        EnvelopeShape pipe = EnvelopeShape.held(0.02, 0.08);
        Spectrum drawbars = Spectrum.drawbars(1.0, 0.8, 0.6, 0.45, 0.0, 0.3, 0.0, 0.35);
        set(t, 16, 18, WaveTimbre.section(drawbars, EnvelopeShape.held(0.006, 0.05), 3));
        Spectrum church =
                Spectrum.drawbars(1.0, 0.9, 0.4, 0.7, 0.1, 0.25, 0.0, 0.5, 0.0, 0.0, 0.0, 0.15);
        set(t, 19, 19, WaveTimbre.section(church, EnvelopeShape.held(0.04, 0.25), 5));
        Spectrum reed = new Spectrum(0.8, 0.8, 3500);
        set(t, 20, 23, WaveTimbre.section(reed, pipe, 8));
    }

    private static void strings(Timbre[] t) {
        set(t, 24, 24, new PluckedTimbre(0.35, 4, 0.5, 0.3, 0.15));
        set(t, 25, 25, new PluckedTimbre(0.2, 5, 0.8, 0.2, 0.15));
        set(t, 26, 26, new PluckedTimbre(0.4, 5, 0.4, 0.25, 0.12));
        set(t, 27, 27, new PluckedTimbre(0.25, 6, 0.7, 0.15, 0.12));
        set(t, 28, 28, new PluckedTimbre(0.45, 0.4, 0.6, 0.1, 0.06));
        Spectrum distorted = new Spectrum(0.8, 0.7, 3500);
        EnvelopeShape drive = new EnvelopeShape(0.004, 4, 0.5, 0.1);
        set(t, 29, 30, WaveTimbre.section(distorted, drive, 6));
        set(t, 31, 31, new PluckedTimbre(0.1, 4, 0.9, 0.5, 0.1));
        set(t, 32, 32, new PluckedTimbre(0.48, 2.5, 0.35, 0.3, 0.1));
        set(t, 33, 35, new PluckedTimbre(0.35, 4, 0.5, 0.2, 0.08));
        set(t, 36, 37, new PluckedTimbre(0.15, 3, 0.95, 0.1, 0.06));
        EnvelopeShape synthBass = new EnvelopeShape(0.003, 0.7, 0.4, 0.06);
        set(t, 38, 39, WaveTimbre.steady(new Spectrum(1, 0.9, 1200), synthBass));
        EnvelopeShape bow = EnvelopeShape.held(0.07, 0.12);
        set(t, 40, 41, WaveTimbre.soloist(new Spectrum(1, 0.9, 3500), bow, 14));
        set(t, 42, 43, WaveTimbre.soloist(new Spectrum(1.1, 0.9, 2000), bow, 11));
        set(t, 44, 44, WaveTimbre.section(new Spectrum(1.1, 0.9, 3000), bow, 16));
        set(t, 45, 45, new PluckedTimbre(0.5, 0.9, 0.4, 0.3, 0.3));
        set(t, 46, 46, new PluckedTimbre(0.4, 4, 0.45, 0.4, 1.2));
        List<Double> membrane = List.of(1.0, 1.5, 1.99, 2.44, 2.89);
        set(t, 47, 47, new StruckTimbre(membrane, 0.8, 700, 2, 0.8, 0.8, 0));
        EnvelopeShape slow = EnvelopeShape.held(0.16, 0.3);
        set(t, 48, 49, WaveTimbre.section(new Spectrum(1.1, 0.9, 2800), slow, 14));
        set(t, 50, 51, WaveTimbre.section(new Spectrum(1, 0.9, 2200), slow, 18));
        Spectrum vowel = new Spectrum(1.5, 0.8, 1100);
        set(
                t,
                52,
                54,
                WaveTimbre.section(vowel, EnvelopeShape.held(0.12, 0.25), 12).breathing(0.08));
        EnvelopeShape hit = new EnvelopeShape(0.004, 0.5, 0, 0.2);
        set(t, 55, 55, WaveTimbre.section(new Spectrum(0.8, 1, 4000), hit, 20));
    }

    private static void winds(Timbre[] t) {
        EnvelopeShape lips = new EnvelopeShape(0.035, 0.3, 0.85, 0.08);
        set(t, 56, 57, WaveTimbre.soloist(new Spectrum(0.7, 1, 2800), lips, 6));
        set(t, 58, 58, WaveTimbre.steady(new Spectrum(1, 1, 700), lips));
        set(t, 59, 59, WaveTimbre.steady(new Spectrum(0.2, 1, 3500), lips));
        set(t, 60, 60, WaveTimbre.steady(new Spectrum(1, 1, 1000), lips));
        set(t, 61, 63, WaveTimbre.section(new Spectrum(0.8, 1, 2600), lips, 8));
        EnvelopeShape reed = EnvelopeShape.held(0.03, 0.07);
        set(t, 64, 67, WaveTimbre.soloist(new Spectrum(0.8, 0.8, 2200), reed, 9).breathing(0.06));
        set(t, 68, 69, WaveTimbre.soloist(new Spectrum(0.4, 1, 2200), reed, 8));
        set(t, 70, 70, WaveTimbre.soloist(new Spectrum(0.6, 0.9, 1100), reed, 5));
        set(t, 71, 71, WaveTimbre.soloist(new Spectrum(0.8, 0.08, 2500), reed, 3));
        EnvelopeShape breath = EnvelopeShape.held(0.05, 0.09);
        set(t, 72, 79, WaveTimbre.soloist(new Spectrum(2, 0.8, 3000), breath, 8).breathing(0.12));
    }

    private static void synthetic(Timbre[] t) {
        EnvelopeShape lead = EnvelopeShape.held(0.004, 0.06);
        set(t, 80, 80, WaveTimbre.steady(new Spectrum(1, 0, 9000), lead));
        set(t, 81, 87, WaveTimbre.section(new Spectrum(1, 1, 6000), lead, 7));
        EnvelopeShape pad = EnvelopeShape.held(0.35, 0.7);
        set(t, 88, 95, WaveTimbre.section(new Spectrum(1.3, 0.8, 1800), pad, 14));
        set(t, 96, 103, WaveTimbre.section(new Spectrum(1.1, 0.6, 2500), pad, 20).breathing(0.1));
        List<Double> crystal = List.of(1.0, 2.76, 5.4, 8.93);
        set(t, 98, 98, new StruckTimbre(crystal, 0.9, 9000, 5, 0.8, 0.3, 0.6));
    }

    private static void others(Timbre[] t) {
        set(t, 104, 104, new PluckedTimbre(0.08, 6, 0.9, 0.08, 0.4));
        set(t, 105, 106, new PluckedTimbre(0.25, 1.5, 0.9, 0.15, 0.15));
        set(t, 107, 107, new PluckedTimbre(0.3, 3, 0.7, 0.25, 0.6));
        set(t, 108, 108, new StruckTimbre(List.of(1.0, 5.2, 11.9), 1, 5000, 1.5, 0.7, 0.8, 0));
        EnvelopeShape bag = EnvelopeShape.held(0.03, 0.05);
        set(t, 109, 109, WaveTimbre.steady(new Spectrum(0.5, 1, 3000), bag));
        set(t, 110, 110, WaveTimbre.soloist(new Spectrum(0.9, 0.9, 3500), bag, 10));
        set(t, 111, 111, WaveTimbre.soloist(new Spectrum(0.3, 1, 2800), bag, 10));
        List<Double> bell = List.of(1.0, 2.0, 2.4, 3.0, 4.5, 5.33, 6.7);
        set(t, 112, 113, new StruckTimbre(bell, 0.7, 8000, 3, 0.8, 0.4, 0));
        set(t, 114, 114, new StruckTimbre(List.of(1.0, 2.0, 3.01, 4.1), 1, 4000, 2, 0.7, 0.3, 0));
        set(t, 115, 115, new StruckTimbre(List.of(1.0, 2.57, 4.9), 1, 4000, 0.25, 0.8, 0.5, 0));
        List<Double> skin = List.of(1.0, 1.59, 2.14, 2.3, 2.65, 2.92);
        set(t, 116, 119, new StruckTimbre(skin, 0.9, 800, 1, 0.8, 0.8, 0));
        // Sound effects have no pitch to speak of: breath more than tone.
        EnvelopeShape effect = EnvelopeShape.held(0.05, 0.3);
        set(t, 120, 127, WaveTimbre.section(new Spectrum(1.5, 1, 1500), effect, 25).breathing(1.5));
    }
}
