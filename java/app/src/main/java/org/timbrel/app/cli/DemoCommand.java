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
            "Take a shipped sound, compute its features, and write a page to hear and see them.",
            "A folder that an earlier demo wrote is written anew; any other is left alone."
        })
final class DemoCommand implements Callable<Integer> {

    /** It has it all: sharp strokes, ringing and gliding tones. */
    private static final String SOUND = "audio-samples/loop_tabla.flac";

    @Mixin private GlobalOptions global;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "timbrel-demo",
            description = "Folder to write, made if new (default: ./${DEFAULT-VALUE}).")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        Path sound = Installation.home().resolve(SOUND);
        DemoJob.Written written = new DemoJob(folder, sound).run(global.progress());
        if (!global.quiet()) {
            written.files().forEach(file -> global.out().println("wrote " + file));
            global.out().println("open " + written.report().toAbsolutePath().toUri());
        }
        return ExitCode.OK;
    }
}
