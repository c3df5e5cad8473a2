// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import org.timbrel.app.OutputFile;
import org.timbrel.app.TextFile;

/** results.json: what is no number is null. */
final class StudyOutput {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Double.class, new FiniteNumber())
                                    .addSerializer(double.class, new FiniteNumber()))
                    .build();

    private final StudyFolder folder;

    StudyOutput(StudyFolder folder) {
        this.folder = folder;
    }

    void write(StudyResults results) throws IOException {
        String text = JSON.writeValueAsString(results) + "\n";
        OutputFile.write(folder.results(), true, path -> TextFile.write(path, text));
    }

    private static final class FiniteNumber extends StdSerializer<Double> {
        private static final long serialVersionUID = 1;

        FiniteNumber() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
