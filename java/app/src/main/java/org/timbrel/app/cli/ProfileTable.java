// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.timbrel.app.SpecTable;
import org.timbrel.audio.features.Profile;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The end of {@code extract --help}: the defaults of each profile, as the profiles have them. */
final class ProfileTable implements IHelpSectionRenderer {

    private static final String SECTION = "profiles";

    /** Puts the table at the end of the command's help. */
    static void addTo(CommandLine command) {
        List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
        sections.add(SECTION);
        command.setHelpSectionKeys(sections);
        command.getHelpSectionMap().put(SECTION, new ProfileTable());
    }

    @Override
    public String render(Help help) {
        return Arrays.stream(Profile.values())
                .map(ProfileTable::text)
                .collect(Collectors.joining());
    }

    private static String text(Profile profile) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.putAll(SpecTable.rows(profile.spec()));
        String title = String.format("%nDefaults of --profile %s:%n", Names.of(profile).get(0));
        List<String> lines =
                rows.entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "  %-14s%s", e.getKey(), e.getValue()))
                        .toList();
        return title + String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }
}
