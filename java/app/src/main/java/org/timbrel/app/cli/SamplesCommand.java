// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.timbrel.app.JobReport;
import org.timbrel.app.Json;
import org.timbrel.app.MidiSamplesJob;
import org.timbrel.app.SamplesJob;
import org.timbrel.audio.texture.ProceduralTexture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel samples}. */
@Command(
        name = "samples",
        description = {
            "Write the procedural textures as WAV files: 16 bits, 44,100 Hz, mono.",
            "They are made, not recorded: free of any rights, and as long as you like.",
            "With --midi, composed pieces as MIDI files instead, just as free."
        })
final class SamplesCommand implements Callable<Integer> {

    private static final String SECONDS = "--seconds";
    private static final String ONLY = "--only";
    private static final String SEED = "--seed";
    private static final String MIDI = "--midi";

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private SeedOption seed;
    @Mixin private JobsOption jobs;
    @Mixin private JsonOption json;

    @Parameters(
            paramLabel = "DIR",
            description = "Folder for rain.wav and the others; made if new.")
    private Path folder;

    @Option(
            names = SECONDS,
            paramLabel = "S",
            defaultValue = "120",
            description = "Duration of each, in seconds (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = ONLY,
            paramLabel = "NAME",
            split = ",",
            completionCandidates = Names.Textures.class,
            description =
                    "Only these, separated by commas: ${COMPLETION-CANDIDATES} (default: all).")
    private List<ProceduralTexture> only;

    @Option(
            names = MIDI,
            description = "36 composed pieces as MIDI files: chorales and dances, always the same.")
    private boolean midi;

    @Override
    public Integer call() {
        if (midi) {
            return pieces();
        }
        if (!(seconds > 0 && seconds <= 36_000)) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds " + seconds + " is outside 0..36000 (10 hours)");
        }
        List<ProceduralTexture> textures =
                only == null
                        ? List.of(ProceduralTexture.values())
                        : only.stream().distinct().toList();
        JobReport<SamplesJob.Written> report =
                new SamplesJob(folder, seconds, seed.seed(), force.force(), jobs.jobs())
                        .run(textures, global.progress());
        if (json.json()) {
            global.out().println(Json.of(report.done()));
        } else if (!global.quiet()) {
            report.done().forEach(this::print);
        }
        return global.status(FailureList.of(report));
    }

    private int pieces() {
        for (String option : List.of(SECONDS, ONLY, SEED)) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " is for sounds; leave it out with " + MIDI);
            }
        }
        JobReport<MidiSamplesJob.Written> report =
                new MidiSamplesJob(folder, force.force(), jobs.jobs()).run();
        if (json.json()) {
            global.out().println(Json.of(report.done()));
        } else if (!global.quiet()) {
            report.done().forEach(this::print);
        }
        return global.status(FailureList.of(report));
    }

    private void print(MidiSamplesJob.Written written) {
        global.out()
                .printf(
                        Locale.ROOT,
                        "%s: %d notes, %.1f s%n",
                        written.file(),
                        written.notes(),
                        written.seconds());
    }

    private void print(SamplesJob.Written written) {
        global.out().printf(Locale.ROOT, "%s: %.1f s%n", written.file(), written.seconds());
    }
}
