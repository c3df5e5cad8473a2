// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@link Report} as JSON. */
final class ReportFile {

    /** Later versions may add fields. */
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(SerializationFeature.INDENT_OUTPUT);

    private ReportFile() {}

    /** Writes it, folders included. */
    static void write(Path file, Report report) throws IOException {
        TextFile.write(file, text(report));
    }

    static String text(Object report) throws IOException {
        return JSON.writeValueAsString(report) + "\n";
    }

    /**
     * Reads one.
     *
     * @throws IOException if there is none, or it is of another format
     */
    static Report read(Path file) throws IOException {
        Report report;
        try {
            report = JSON.readValue(Files.readString(file), Report.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s is no result of timbrel bench: %s".formatted(file, e.getOriginalMessage()),
                    e);
        }
        if (report.format() != Report.FORMAT) {
            throw new IOException(
                    "%s has format %d, and this reads %d: measure again"
                            .formatted(file, report.format(), Report.FORMAT));
        }
        return report;
    }
}
