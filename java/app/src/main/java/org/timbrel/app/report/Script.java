// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The scripts that a page with charts or tables has inside. */
enum Script {
    /** What charts are drawn with: D3, by its own licence, which goes with it. */
    D3 {
        @Override
        String text() {
            String folder = "/META-INF/resources/webjars/d3/" + version() + "/";
            return "/*!\n" + read(folder + "LICENSE") + "*/\n" + read(folder + "dist/d3.min.js");
        }

        private String version() {
            Properties properties = new Properties();
            try (InputStream in = Script.class.getResourceAsStream("script.properties")) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties.getProperty("d3");
        }
    },
    CHART {
        @Override
        String text() {
            return String.join(
                    "\n",
                    read("chart-parts.js"),
                    read("chart-curves.js"),
                    read("chart-marks.js"),
                    read("chart.js"));
        }
    },
    TABLE {
        @Override
        String text() {
            return read("table.js");
        }
    };

    abstract String text();

    /** A text beside this class, or anywhere on the class path. */
    static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
