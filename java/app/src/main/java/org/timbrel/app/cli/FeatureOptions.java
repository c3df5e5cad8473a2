// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.timbrel.audio.features.Extra;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureSpecBuilder;
import org.timbrel.audio.features.MelNorm;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.pitch.PitchRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How features are computed: a profile, and what is changed about it. */
final class FeatureOptions {

    private static final String OFF = "off";

    private static final String[][] OPTION_OF_FIELD = {
        {"sampleRateHz", "--sample-rate"},
        {"fftSize", "--fft-size"},
        {"hopSamples", "--hop"},
        {"melBands", "--mel-bands"},
        {"coefficients", "--coefficients"},
        {"fminHz", "--fmin"},
        {"fmaxHz", "--fmax"},
        {"dctType", "--dct-type"},
        {"lifter", "--lifter"},
        {"topDb", "--top-db"}
    };

    private static final List<String> OPTIONS =
            Stream.concat(
                            Stream.of(
                                    "--profile",
                                    "--window",
                                    "--mel-scale",
                                    "--mel-norm",
                                    "--center",
                                    "--use-energy",
                                    "--pitch",
                                    "--extras"),
                            Arrays.stream(OPTION_OF_FIELD).map(name -> name[1]))
                    .toList();

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "texture",
            completionCandidates = Names.Profiles.class,
            description =
                    "Convention to start from, ${COMPLETION-CANDIDATES} (default:"
                            + " ${DEFAULT-VALUE}); the options below change it.")
    private Profile profile;

    @Option(
            names = "--sample-rate",
            paramLabel = "HZ",
            description = "Sounds are resampled to this rate, in Hz.")
    private Integer sampleRateHz;

    @Option(names = "--fft-size", paramLabel = "N", description = "Window and FFT, in samples.")
    private Integer fftSize;

    @Option(
            names = "--hop",
            paramLabel = "N",
            description = "From one frame to the next, in samples.")
    private Integer hopSamples;

    @Option(
            names = "--window",
            paramLabel = "SHAPE",
            completionCandidates = Names.Windows.class,
            description = "Window: ${COMPLETION-CANDIDATES}.")
    private WindowShape window;

    @Option(names = "--mel-bands", paramLabel = "N", description = "Mel bands.")
    private Integer melBands;

    @Option(names = "--coefficients", paramLabel = "N", description = "MFCCs kept of each frame.")
    private Integer coefficients;

    @Option(
            names = "--fmin",
            paramLabel = "HZ",
            description = "Lower edge of the lowest mel band, in Hz.")
    private Double fminHz;

    @Option(
            names = "--fmax",
            paramLabel = "HZ",
            description =
                    "Upper edge of the highest mel band, in Hz; at most half the sample rate.")
    private Double fmaxHz;

    @Option(
            names = "--mel-scale",
            paramLabel = "SCALE",
            completionCandidates = Names.MelScales.class,
            description = "Mel scale: ${COMPLETION-CANDIDATES}.")
    private MelScale melScale;

    @Option(
            names = "--mel-norm",
            paramLabel = "NORM",
            completionCandidates = Names.MelNorms.class,
            description = "Area norm of the mel bands: ${COMPLETION-CANDIDATES}.")
    private MelNorm melNorm;

    @Option(
            names = "--dct-type",
            paramLabel = "N",
            description = "Cosine transform from log-mel to MFCC: 2 or 3.")
    private Integer dctType;

    @Option(names = "--lifter", paramLabel = "N", description = "Cepstral lifter; 0 is none.")
    private Integer lifter;

    @Option(
            names = "--top-db",
            paramLabel = "DB|off",
            converter = DecibelsOrOff.class,
            description = "Raise all that is this many dB below the clip's maximum, or off.")
    private Decibels topDb;

    @Option(
            names = "--center",
            negatable = true,
            description =
                    "Frames are centred on multiples of the hop, the ends padded as the profile"
                            + " does; or not: the first frame begins at the first sample.")
    private Boolean center;

    @Option(
            names = "--use-energy",
            negatable = true,
            description =
                    "Coefficient 0 is the log energy of the frame, as Kaldi has it; or not: the"
                            + " cepstrum's.")
    private Boolean energy;

    @Option(
            names = "--pitch",
            paramLabel = "MIN..MAX|off",
            converter = PitchOrOff.class,
            description =
                    "Where a fundamental is looked for, in Hz; its course and how voiced each"
                            + " frame is go with the coefficients.")
    private Pitch pitch;

    @Option(
            names = "--extras",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = Names.Extras.class,
            description =
                    "What else is measured of every frame, with commas between:"
                            + " ${COMPLETION-CANDIDATES}.")
    private List<Extra> extras;

    /** A range, or none. */
    private record Pitch(PitchRange range) {}

    /** A level, or none. */
    private record Decibels(Double value) {}

    /** Whether any of them was given. */
    boolean given() {
        return OPTIONS.stream().anyMatch(command.commandLine().getParseResult()::hasMatchedOption);
    }

    /**
     * The profile with the options given.
     *
     * @throws ParameterException if they do not fit together
     */
    FeatureSpec spec() {
        try {
            return build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), inOptions(e.getMessage()), e);
        }
    }

    /** A refusal of the spec, its fields called as the options are. */
    private static String inOptions(String message) {
        String text = message;
        for (String[] name : OPTION_OF_FIELD) {
            text = text.replaceAll("\\b" + name[0] + "\\b", name[1]);
        }
        return text;
    }

    private FeatureSpec build() {
        FeatureSpecBuilder builder = profile.builder();
        ifGiven(sampleRateHz, builder::sampleRateHz);
        ifGiven(fftSize, builder::fftSize);
        ifGiven(hopSamples, builder::hopSamples);
        ifGiven(window, builder::window);
        ifGiven(melBands, builder::melBands);
        ifGiven(coefficients, builder::coefficients);
        ifGiven(fminHz, builder::fminHz);
        ifGiven(fmaxHz, builder::fmaxHz);
        ifGiven(melScale, builder::melScale);
        ifGiven(melNorm, builder::melNorm);
        ifGiven(dctType, builder::dctType);
        ifGiven(lifter, builder::lifter);
        ifGiven(topDb, value -> builder.topDb(value.value()));
        ifGiven(center, builder::center);
        ifGiven(energy, builder::energy);
        ifGiven(pitch, value -> builder.pitch(value.range()));
        ifGiven(extras, builder::extras);
        return builder.build();
    }

    private static <T> void ifGiven(T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private static final class DecibelsOrOff implements ITypeConverter<Decibels> {
        @Override
        public Decibels convert(String text) {
            if (text.equalsIgnoreCase(OFF)) {
                return new Decibels(null);
            }
            try {
                return new Decibels(Double.valueOf(text));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is neither a number nor off");
            }
        }
    }

    private static final class PitchOrOff implements ITypeConverter<Pitch> {
        private static final Pattern RANGE = Pattern.compile("([^.]+(?:\\.[^.]+)?)\\.\\.(.+)");

        @Override
        public Pitch convert(String text) {
            if (text.equalsIgnoreCase(OFF)) {
                return new Pitch(null);
            }
            Matcher ends = RANGE.matcher(text);
            try {
                if (ends.matches()) {
                    double min = Double.parseDouble(ends.group(1));
                    double max = Double.parseDouble(ends.group(2));
                    return new Pitch(new PitchRange(min, max));
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException(notARange(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
            throw new TypeConversionException(notARange(text));
        }

        private static String notARange(String text) {
            return "'" + text + "' is neither a range such as 50..2000 nor off";
        }
    }
}
