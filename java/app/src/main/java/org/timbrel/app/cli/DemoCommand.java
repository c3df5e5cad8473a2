// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.timbrel.app.DemoJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timbrel demo}. */
@Command(
        name = "demo",
        description = {
            "Learn a texture with a fixed number of steps, about a minute on two cores, make two new"
                    + " stretches of it, and write a page to hear and see how near they come.",
            "A folder that an earlier demo wrote is written anew; any other is left alone."
        })
final class DemoCommand implements Callable<Integer> {

    @Mixin private GlobalOptions global;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "timbrel-demo",
            description = "Folder to write, made if new (default: ./${DEFAULT-VALUE}).")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        DemoJob.Written written =
                new DemoJob(folder, DemoJob.Settings.DEFAULTS).run(global.progress());
        if (!global.quiet()) {
            written.files().forEach(file -> global.out().println("wrote " + file));
            global.out().println("open " + written.report().toAbsolutePath().toUri());
        }
        return ExitCode.OK;
    }
}
