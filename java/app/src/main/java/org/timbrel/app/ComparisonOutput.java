// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.app.report.ComparisonReport;

/**
 * The files that a comparison is written to.
 *
 * @param picture an SVG file, or null
 * @param page an HTML file, or null
 * @param force whether files that exist are replaced
 */
public record ComparisonOutput(Path picture, Path page, boolean force) {

    /**
     * Checks before the work that they may be written.
     *
     * @throws OutputException if one exists already, or its folder cannot be written to
     */
    public void check() throws OutputException {
        for (Path file : new Path[] {picture, page}) {
            if (file != null) {
                OutputFile.check(file, force);
                OutputFile.tryFolder(file);
            }
        }
    }

    /**
     * Writes them, folders included.
     *
     * @param failures a line for each file that could not be read
     * @throws IOException if one cannot be written, naming it
     */
    public void write(Compared compared, List<String> failures) throws IOException {
        if (picture == null && page == null) {
            return;
        }
        ComparisonReport report = new ComparisonReport(compared, failures);
        if (picture != null) {
            String svg = report.svg();
            OutputFile.write(picture, force, path -> TextFile.write(path, svg));
        }
        if (page != null) {
            String html = report.html();
            OutputFile.write(page, force, path -> TextFile.write(path, html));
        }
    }
}
