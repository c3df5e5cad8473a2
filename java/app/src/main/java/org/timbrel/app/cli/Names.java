// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.timbrel.audio.features.Extra;
import org.timbrel.audio.features.MelNorm;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.texture.ProceduralTexture;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The names that an option accepts, in lower case, for help and shell completion. */
abstract class Names extends ArrayList<String> {

    private static final long serialVersionUID = 1;

    Names(Enum<?>... values) {
        super(of(values));
    }

    /** {@code HANN} is {@code hann}. */
    static List<String> of(Enum<?>... values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    }

    /** Makes every option take these names, in any case. */
    static void registerConverters(CommandLine commands) {
        commands.registerConverter(Profile.class, text -> named(text, Profile.values()));
        commands.registerConverter(WindowShape.class, text -> named(text, WindowShape.values()));
        commands.registerConverter(MelScale.class, text -> named(text, MelScale.values()));
        commands.registerConverter(Extra.class, text -> named(text, Extra.values()));
        commands.registerConverter(MelNorm.class, text -> named(text, MelNorm.values()));
        commands.registerConverter(
                ProceduralTexture.class, text -> named(text, ProceduralTexture.values()));
    }

    private static <E extends Enum<E>> E named(String text, E[] values) {
        return Arrays.stream(values)
                .filter(value -> value.name().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'"
                                                + text
                                                + "' is none of "
                                                + String.join(", ", of(values))));
    }

    static final class Profiles extends Names {
        private static final long serialVersionUID = 1;

        Profiles() {
            super(Profile.values());
        }
    }

    static final class Windows extends Names {
        private static final long serialVersionUID = 1;

        Windows() {
            super(WindowShape.values());
        }
    }

    static final class MelScales extends Names {
        private static final long serialVersionUID = 1;

        MelScales() {
            super(MelScale.values());
        }
    }

    static final class MelNorms extends Names {
        private static final long serialVersionUID = 1;

        MelNorms() {
            super(MelNorm.values());
        }
    }

    static final class Extras extends Names {
        private static final long serialVersionUID = 1;

        Extras() {
            super(Extra.values());
        }
    }

    static final class Textures extends Names {
        private static final long serialVersionUID = 1;

        Textures() {
            super(ProceduralTexture.values());
        }
    }
}
