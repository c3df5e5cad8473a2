// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.vocoder.VocoderType;

/**
 * A way from sound to features and back.
 *
 * @param profile of the features
 * @param vocoder back to sound
 */
public record CopyMethod(Profile profile, VocoderType vocoder) {

    /**
     * Everything: ours by every vocoder that takes them, the conventions of others by the best and
     * by those that stream.
     */
    public static List<CopyMethod> all() {
        List<CopyMethod> all = new ArrayList<>();
        for (Profile profile : Profile.values()) {
            for (VocoderType vocoder : VocoderType.values()) {
                boolean common =
                        vocoder == VocoderType.GRIFFIN_LIM
                                || vocoder == VocoderType.NOISE
                                || vocoder == VocoderType.PHASE;
                if (isOurs(profile) ? takes(profile, vocoder) : common) {
                    all.add(new CopyMethod(profile, vocoder));
                }
            }
        }
        return all;
    }

    private static boolean isOurs(Profile profile) {
        return profile == Profile.TEXTURE || profile == Profile.PITCHED;
    }

    /** Whether it is measured where none is named: of others, the best alone. */
    private boolean isUsual() {
        return isOurs(profile) || vocoder == VocoderType.GRIFFIN_LIM;
    }

    /** Harmonics need a fundamental. */
    private static boolean takes(Profile profile, VocoderType vocoder) {
        return vocoder != VocoderType.HARMONIC || profile.spec().pitch() != null;
    }

    /**
     * Those of these names: a profile's, a vocoder's, or both with a slash between; without a name,
     * ours and the best of others.
     *
     * @throws IllegalArgumentException if a name fits none; the message lists those there are
     */
    public static List<CopyMethod> named(List<String> names) {
        for (String name : names) {
            if (all().stream().noneMatch(method -> method.answersTo(name))) {
                String known =
                        all().stream().map(CopyMethod::name).collect(Collectors.joining(", "));
                throw new IllegalArgumentException(
                        "no method is called \"" + name + "\"; there are: " + known);
            }
        }
        return all().stream()
                .filter(m -> names.isEmpty() ? m.isUsual() : names.stream().anyMatch(m::answersTo))
                .toList();
    }

    private boolean answersTo(String text) {
        return text.equalsIgnoreCase(name())
                || text.equalsIgnoreCase(label(profile))
                || text.equalsIgnoreCase(vocoder.label());
    }

    /** {@code texture/noise}. */
    public String name() {
        return label(profile) + "/" + vocoder.label();
    }

    private static String label(Profile profile) {
        return profile.name().toLowerCase(Locale.ROOT);
    }

    /** The profile as it is: sounds are brought to its rate. */
    FeatureSpec spec() {
        return profile.spec();
    }

    /** How late the sound comes, in ms; NaN where it needs the whole file. */
    public double latencyMilliseconds() {
        return vocoder.streams()
                ? 1e3 * vocoder.open(spec(), 0).latencySamples() / spec().sampleRateHz()
                : Double.NaN;
    }
}
