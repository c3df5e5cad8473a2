// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.features.Extra;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureWriter;
import org.timbrel.audio.features.LongClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.npz.SpoolException;

/** Turns sounds into feature files, several at a time. */
public final class ExtractJob {

    private final FeatureSpec spec;
    private final boolean force;
    private final int jobs;

    /**
     * A sound that was turned into features.
     *
     * @param frames rows of both arrays
     * @param coefficients columns of {@code mfcc}
     * @param melBands columns of {@code mel}
     * @param pitch whether its pitch is there too
     * @param extras what else was measured of every frame
     * @param seconds duration of the sound
     */
    public record Extracted(
            Path input,
            Path output,
            int frames,
            int coefficients,
            int melBands,
            boolean pitch,
            List<String> extras,
            double seconds) {

        public Extracted {
            extras = List.copyOf(extras);
        }
    }

    /**
     * @param force whether an output that exists is replaced
     * @param jobs how many files at a time, at least 1
     */
    public ExtractJob(FeatureSpec spec, boolean force, int jobs) {
        this.spec = spec;
        this.force = force;
        this.jobs = jobs;
    }

    /** What the spec makes worth telling the user, such as mel bands that hold no FFT bin. */
    public List<String> warnings() {
        return List.copyOf(new FeatureExtractor(spec).warnings());
    }

    /** Extracts every item of the plan; what the plan could not read counts as failed. */
    public JobReport<Extracted> run(ExtractPlan plan, Progress progress) {
        ExtractMeter meter = new ExtractMeter(plan, progress);
        ThreadLocal<FeatureExtractor> extractors =
                ThreadLocal.withInitial(() -> new FeatureExtractor(spec));
        try {
            JobReport<Extracted> report =
                    FileTasks.run(
                            plan.items(),
                            jobs,
                            ExtractPlan.Item::input,
                            item -> extract(item, extractors.get(), meter));
            List<FileFailure> failed = new ArrayList<>(plan.unreadable());
            failed.addAll(report.failed());
            return new JobReport<>(report.done(), failed, report.interrupted());
        } finally {
            progress.finish();
        }
    }

    private Extracted extract(ExtractPlan.Item item, FeatureExtractor extractor, ExtractMeter meter)
            throws IOException {
        try (ExtractMeter.File file = meter.begin(item.input())) {
            OutputFile.check(item.output(), force);
            try (MeteredReader reader =
                    new MeteredReader(
                            AudioFiles.open(item.input(), spec.sampleRateHz()), file::samples)) {
                return extract(item, extractor, reader);
            }
        }
    }

    /** In memory that does not grow: frames wait in temporary files beside the output. */
    private Extracted extract(
            ExtractPlan.Item item, FeatureExtractor extractor, MeteredReader reader)
            throws IOException {
        Path output = item.output();
        Path folder = output.toAbsolutePath().getParent();
        try (FeatureWriter writer = new FeatureWriter(folder, spec)) {
            LongClip.extract(extractor, reader, folder, writer);
            OutputFile.write(output, force, writer::write);
            return new Extracted(
                    item.input(),
                    output,
                    writer.frames(),
                    spec.coefficients(),
                    spec.melBands(),
                    spec.pitch() != null,
                    spec.extras().stream().map(Extra::label).toList(),
                    reader.seconds());
        } catch (SpoolException e) {
            throw new OutputException(output, e);
        }
    }
}
