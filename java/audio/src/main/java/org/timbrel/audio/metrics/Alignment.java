// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.io.SampleReader;

/**
 * The measures of sounds that run side by side, such as a copy beside its original, summed over any
 * number of pairs as if each kind were one long sound. Not thread-safe.
 */
public final class Alignment {

    // The tracker hears a pitch here and there in any noise.
    private static final double MIN_VOICED_SHARE = 0.05;

    private final SpectralSums fine = new SpectralSums(2048, 128, 2048);
    private final List<SpectralSums> several = SpectralDistance.severalResolutions();
    private double levelSum;
    private long levelCells;
    private double texStatSum;
    private long segments;
    private int pairs;
    private final List<VoicedFrames> referencePitch = new ArrayList<>();
    private final List<VoicedFrames> otherPitch = new ArrayList<>();

    /**
     * Adds a pair over the length that both have.
     *
     * @param reference its portrait
     * @param other its portrait, at the same rate
     * @param referenceSamples the reference from its beginning on; not closed
     * @param otherSamples the other from its beginning on; not closed
     * @throws IOException if one cannot be read
     */
    public void add(
            Portrait reference,
            Portrait other,
            SampleReader referenceSamples,
            SampleReader otherSamples)
            throws IOException {
        List<SpectralSums> all = new ArrayList<>(several);
        all.add(fine);
        SpectralDistance.add(referenceSamples, otherSamples, all);
        LogMel x = reference.mel();
        long cells = (long) x.bands() * Math.min(x.frames(), other.mel().frames());
        levelSum += LevelDistance.aligned(x, other.mel()) * cells;
        levelCells += cells;
        texStatSum += TexStat.alignedSum(reference.segments(), other.segments());
        segments += Math.min(reference.segments().size(), other.segments().size());
        int frames = Math.min(reference.voicedFrames().frames(), other.voicedFrames().frames());
        referencePitch.add(reference.voicedFrames().beginning(frames));
        otherPitch.add(other.voicedFrames().beginning(frames));
        pairs++;
    }

    /** How many pairs were added. */
    public int pairs() {
        return pairs;
    }

    double snrDb() {
        return fine.distance().signalToNoiseDb();
    }

    SpectralDistance multiResolution() {
        return SpectralDistance.mean(several.stream().map(SpectralSums::distance).toList());
    }

    double levelDb() {
        return levelSum / levelCells;
    }

    double texStat() {
        return texStatSum / segments;
    }

    /** Null where less than a twentieth of the references has a pitch. */
    PitchAgreement pitch() {
        VoicedFrames reference = VoicedFrames.joined(referencePitch);
        return reference.voicedShare() >= MIN_VOICED_SHARE
                ? PitchAgreement.of(reference, VoicedFrames.joined(otherPitch))
                : null;
    }
}
