// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom, as architecture and licences want it. */
@SuppressWarnings("ImmutableEnumChecker") // ArchUnit's rules are, though they do not say so.
enum ImportLines {
    AUDIO_KNOWS_NO_OTHER_MODULE(
            noClasses()
                    .that()
                    .resideInAPackage("org.timbrel.audio..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.timbrel.music..", "org.timbrel.nn..", "org.timbrel.app..")),
    MUSIC_KNOWS_NO_OTHER_MODULE(
            noClasses()
                    .that()
                    .resideInAPackage("org.timbrel.music..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.timbrel.audio..", "org.timbrel.nn..", "org.timbrel.app..")),
    NN_KNOWS_NO_OTHER_MODULE(
            noClasses()
                    .that()
                    .resideInAPackage("org.timbrel.nn..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.timbrel.audio..", "org.timbrel.music..", "org.timbrel.app..")),
    ONLY_AUDIO_IMPORTS_SIGNAL_LIBRARIES(
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.timbrel.audio..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "be.tarsos..", "org.jtransforms..", "org.bytedeco.ffmpeg..")),
    ONLY_NN_IMPORTS_COMPUTE_LIBRARIES(
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.timbrel.nn..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.bytedeco.cuda..", "org.bytedeco.openblas..")),
    NOTHING_IMPORTS_BENCH(
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.timbrel.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.timbrel.bench..")),
    JOBS_KNOW_NO_COMMAND_LINE(
            noClasses()
                    .that()
                    .resideInAPackage("org.timbrel.app..")
                    .and()
                    .resideOutsideOfPackage("org.timbrel.app.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.timbrel.app.cli..", "picocli.."));

    private final ArchRule rule;

    ImportLines(ArchRule rule) {
        // A module that is not there yet breaks no line.
        this.rule = rule.allowEmptyShould(true);
    }

    ArchRule rule() {
        return rule;
    }
}
