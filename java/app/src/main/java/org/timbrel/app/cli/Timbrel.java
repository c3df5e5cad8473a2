// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import org.timbrel.app.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a command. */
@Command(
        name = "timbrel",
        description = "Learns how a sound or a piece moves over time and makes more of it.",
        versionProvider = Timbrel.VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            DevicesCommand.class,
            InfoCommand.class,
            SamplesCommand.class,
            ExtractCommand.class,
            RenderCommand.class,
            ResynthCommand.class,
            CompareCommand.class,
            SimilarCommand.class,
            TokenizeCommand.class,
            DetokenizeCommand.class,
            TrainCommand.class,
            GenerateCommand.class,
            TranscribeCommand.class,
            StudyCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "'timbrel COMMAND --help' explains a command.",
            "Exit status: 0 done, 1 it failed, 2 wrong usage.",
            "Environment: TIMBREL_JAVA_OPTS goes to java, such as -Xmx8g for more memory."
        })
final class Timbrel implements Runnable {

    @Spec private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    /** Prints the versions of the program and of what it runs on, for reports of errors. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "timbrel " + Version.current(),
                "Java ${java.version} (${java.vendor}), ${os.name} ${os.arch}"
            };
        }
    }
}
