// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * One voice of the crowd: phrases of syllables, each a consonant and a vowel, with a melody that
 * falls along the phrase, and pauses to breathe or to listen.
 */
final class Talker implements Sound {

    private static final double STEP_SECONDS =
            (double) Drift.STEP_SAMPLES / ProceduralTexture.SAMPLE_RATE_HZ;

    private final RandomSource random;
    private final VocalTract tract;
    private final GlottalSource glottis = new GlottalSource();
    private final RandomSource breath;
    private final StateVariableFilter consonant = new StateVariableFilter(3_000, 1);
    // Voices raised against noise fall off less towards the treble (E. Lombard, 1911).
    private final OnePole brightness = new OnePole(2_200);
    private final double pitchHz;
    private final double syllableSeconds;
    private final OnePole voiceOnset;
    private final OnePole noiseOnset;

    private int untilStep;
    private double time;
    private double duration;
    private double consonantSeconds;
    private int syllablesLeft;
    private double phrasePitch;
    private double accent;
    private double bend;
    private double noiseTarget;
    private double voiceTarget;

    Talker(RandomSource random, boolean low) {
        this.random = random;
        breath = random.layer("breath");
        pitchHz = (low ? 115 : 205) * random.logNormal(0.12);
        // A shorter tract lifts all formants: by a sixth from men to women (Peterson and Barney).
        tract = new VocalTract((low ? 1 : 1.17) * random.uniform(0.95, 1.05));
        // People speak at 4 to 5.5 syllables a second, most of them steadily.
        syllableSeconds = 1 / random.uniform(3.9, 5.4);
        voiceOnset = OnePole.lag(0.012);
        noiseOnset = OnePole.lag(0.006);
        syllablesLeft = (int) random.uniform(0, 10);
        phrasePitch = pitchHz * random.uniform(1, 1.2);
        duration = random.uniform(0, random.chance(0.25) ? 3 : 0.2);
    }

    @Override
    public double next() {
        if (untilStep == 0) {
            untilStep = Drift.STEP_SAMPLES;
            step();
        }
        untilStep--;
        double voiced = voiceOnset.low(voiceTarget);
        double noisy = noiseOnset.low(noiseTarget);
        double noise = breath.white();
        // A little breath passes the glottis with the voice.
        double throat = voiced * (glottis.next() + 0.05 * noise);
        double voice = tract.next(throat);
        return voice + 4 * brightness.high(voice) + noisy * consonant.band(noise);
    }

    private void step() {
        time += STEP_SECONDS;
        if (time >= duration) {
            time -= duration;
            if (syllablesLeft > 0) {
                beginSyllable();
            } else {
                pause();
            }
        }
        boolean inConsonant = time < consonantSeconds;
        double vowelTime = (time - consonantSeconds) / (duration - consonantSeconds);
        boolean speaking = accent > 0;
        noiseTarget = speaking && inConsonant ? 0.9 * accent : 0;
        voiceTarget = speaking && !inConsonant ? accent * Sine.bump(0.15 + 0.8 * vowelTime) : 0;
        double melody = speaking && !inConsonant ? bend * Sine.bump(vowelTime) : 0;
        glottis.tune(phrasePitch * (1 + melody));
        tract.glide();
    }

    private void beginSyllable() {
        syllablesLeft--;
        duration = syllableSeconds * random.uniform(0.7, 1.35);
        consonantSeconds = duration * random.uniform(0.2, 0.4);
        accent = random.uniform(0.45, 1);
        bend = accent * random.uniform(-0.05, 0.15);
        phrasePitch *= 0.975;
        tract.aim(Vowel.any(random), random);
        // From the hush of an "f" to the hiss of an "s"; almost half are stops, which are shorter.
        consonant.tune(random.power(1_200, 6_500, 1), 1.2);
        if (random.chance(0.45)) {
            consonantSeconds *= 0.5;
        }
    }

    private void pause() {
        boolean listening = random.chance(0.3);
        duration = listening ? random.uniform(1, 3.5) : random.uniform(0.25, 0.7);
        consonantSeconds = 0;
        accent = 0;
        syllablesLeft = (int) random.uniform(4, 13);
        phrasePitch = pitchHz * random.uniform(1.1, 1.3);
    }
}
