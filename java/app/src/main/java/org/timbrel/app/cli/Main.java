// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.timbrel.audio.io.AtomicFile;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** Where {@code java} begins. */
public final class Main {

    /** How long Ctrl-C waits for what was begun to be ended or put away. */
    private static final long STOP_SECONDS = AtomicFile.GRACE_SECONDS;

    private Main() {}

    /** Runs one command and ends the process with its status: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        CountDownLatch over = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, over)));
        CommandLine commands = commandLine();
        int status = commands.execute(args);
        commands.getOut().flush();
        if (status == ExitCode.OK && System.out.checkError()) {
            System.err.println("timbrel: standard output cannot be written");
            status = ExitCode.SOFTWARE;
        }
        over.countDown();
        System.exit(status);
    }

    /** The whole command line, as a library: {@code execute} returns the status. */
    public static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Timbrel());
        commands.setUsageHelpAutoWidth(true);
        commands.setParameterExceptionHandler(Errors::wrongUsage);
        commands.setExecutionExceptionHandler(Errors::failed);
        commands.addSubcommand(
                "completion", new AutoComplete.GenerateCompletion(), "generate-completion");
        ServiceLoader.load(CommandProvider.class)
                .forEach(provider -> commands.addSubcommand(provider.command()));
        ProfileTable.addTo(commands.getSubcommands().get("extract"));
        Names.registerConverters(commands);
        return commands;
    }

    /** The shutdown hook: a command that still runs is told to stop, and given time to do so. */
    private static void stop(Thread main, CountDownLatch over) {
        if (over.getCount() > 0) {
            main.interrupt();
            try {
                over.await(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
