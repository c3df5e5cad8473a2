// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Results as JSON: records by their component names, paths as given, what is not finite as null.
 */
public final class Json {

    private Json() {}

    /** Indented, without a line end. */
    public static String of(Object value) {
        SimpleModule module = new SimpleModule();
        module.addSerializer(Path.class, new PathText());
        module.addSerializer(Double.class, new FiniteNumber());
        module.addSerializer(double.class, new FiniteNumber());
        try {
            return new ObjectMapper()
                    .registerModule(module)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jackson's own gives a URI. */
    private static final class PathText extends StdSerializer<Path> {
        private static final long serialVersionUID = 1;

        PathText() {
            super(Path.class);
        }

        @Override
        public void serialize(Path path, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(path.toString());
        }
    }

    /** JSON has no infinity; Jackson's own gives a string. */
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
