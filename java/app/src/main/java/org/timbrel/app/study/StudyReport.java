// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.timbrel.app.OutputFile;
import org.timbrel.app.TextFile;
import org.timbrel.app.report.Page;

/** report.html, and the numbers of its tables and charts as CSV. */
final class StudyReport {

    private final StudyFolder folder;
    private final StudyRecord record;
    private final StudyParts parts;
    private final StudyResults results;

    StudyReport(StudyFolder folder, StudyRecord record, StudyParts parts, StudyResults results) {
        this.folder = folder;
        this.record = record;
        this.parts = parts;
        this.results = results;
    }

    /**
     * Writes both.
     *
     * @throws IOException if something that it shows cannot be read, or a file not be written
     */
    void write() throws IOException {
        StudySpec spec = record.spec();
        ReportProtocol protocol = new ReportProtocol(record, results);
        ReportTables tables = new ReportTables(results);
        ReportCharts charts = new ReportCharts(folder, spec, parts, results);
        ReportListening listening = new ReportListening(folder, spec, parts);
        Page page = new Page("Representations of music compared", protocol.lead());
        page.section("In plain words", "", protocol.summary());
        page.section(
                "What was compared",
                "Every arm learns from the same pieces, split before anything is derived from them.",
                tables.parts(),
                tables.budgets());
        page.section(
                "Likelihood", protocol.aboutLikelihood(), charts.gains(), tables.likelihoods());
        page.section(
                "In the sound",
                protocol.aboutSound(),
                charts.sound(),
                tables.sound(),
                tables.differences("arms"),
                tables.differences("ceiling"));
        page.section(
                "In the notes",
                protocol.aboutNotes(),
                tables.notes(),
                tables.sets(),
                charts.densities());
        page.section(
                "Originality",
                protocol.aboutOriginality(),
                charts.originality(),
                tables.originality());
        page.section("Learning", protocol.aboutLearning(), charts.learning());
        page.section("To hear and see", listening.caption(), listening.blocks());
        page.section("Protocol and caveats", "", protocol.protocol(listening.budget()));
        page.section(
                "Config, seeds, hashes, versions", "", protocol.config(), tables.pieces(parts));
        for (Map.Entry<String, String> table : page.csv().entrySet()) {
            write(folder.tables().resolve(table.getKey()), table.getValue());
        }
        write(folder.report(), page.html());
    }

    private static void write(Path file, String text) throws IOException {
        OutputFile.write(file, true, path -> TextFile.write(path, text));
    }
}
