// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsReaderTest {

    @TempDir private Path folder;

    private ServerSettings read(String json, Map<String, ?> options) throws IOException {
        Path file = folder.resolve("limits.json");
        Files.writeString(file, json);
        return SettingsReader.read(file, options);
    }

    @Test
    void theDefaultsAreBelowAFileAndOptionsAbove() throws IOException {
        assertEquals(ServerSettings.DEFAULTS, SettingsReader.read(null, Map.of()));
        ServerSettings read =
                read("{\"slots\":3,\"queue_seconds\":0.5,\"port\":1}", Map.of("port", 9000));
        assertEquals(3, read.slots());
        assertEquals(0.5, read.queueSeconds());
        assertEquals(9000, read.port());
        assertEquals(ServerSettings.DEFAULTS.maxQueue(), read.maxQueue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"slot\":3} | there is no 'slot'; there are: host, port,",
                "{\"slots\":3.5} | 'slots' is 3.5, which is not what it must be",
                "{\"slots\":\"3\"} | 'slots' is \"3\", which is not what it must be",
                "{\"slots\":[]} | 'slots' is [], which is not what it must be",
                "{\"slots\":99999999999} | 'slots' is 99999999999, which is not what it must be",
                "{\"slots\":1,\"slots\":2} | is no JSON: Duplicate field 'slots'",
                "[] | is no JSON object",
                "{ | is no JSON"
            })
    void saysWhatIsWrong(String json, String says) {
        IOException wrong = assertThrows(IOException.class, () -> read(json, Map.of()));
        assertTrue(wrong.getMessage().contains("limits.json: " + says), wrong.getMessage());
        assertEquals(1, wrong.getMessage().lines().count(), wrong.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"slots\":0} | slots 0 is outside 1..65536",
                "{\"port\":70000} | port 70000 is outside 0..65535",
                "{\"drain_seconds\":-1} | drain_seconds -1 is outside 0..86400",
                "{\"queue_seconds\":1e999} | queue_seconds Infinity is outside 0..600",
                "{\"host\":\" \"} | host is empty",
                "{\"public_origin\":\"textures.example.org\"} | public_origin"
            })
    void saysWhatIsOutsideItsRange(String json, String says) {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> read(json, Map.of()));
        assertTrue(wrong.getMessage().contains(says), wrong.getMessage());
    }

    /** SERVER.md has a row for each setting, with its default and its range. */
    @Test
    void theDocumentSaysTheSame() throws Exception {
        String document = Files.readString(Path.of("SERVER.md"));
        Matcher rows =
                Pattern.compile("^\\| `([a-z_]+)` \\| ([^|]*) \\| ([^|]*) \\|", Pattern.MULTILINE)
                        .matcher(document);
        List<String> names = SettingsReader.names();
        int row = 0;
        while (rows.find()) {
            RecordComponent component = ServerSettings.class.getRecordComponents()[row];
            assertEquals(names.get(row), rows.group(1));
            assertEquals(written(component), rows.group(2).strip(), names.get(row));
            Range range = SettingsReader.range(component.getName());
            if (range != null) {
                assertEquals(
                        SettingsReader.number(range.least())
                                + ".."
                                + SettingsReader.number(range.most()),
                        rows.group(3).strip(),
                        names.get(row));
            }
            row++;
        }
        assertEquals(names.size(), row);
    }

    private static String written(RecordComponent component)
            throws IllegalAccessException, InvocationTargetException {
        Object value = component.getAccessor().invoke(ServerSettings.DEFAULTS);
        return value instanceof Number number
                ? SettingsReader.number(number.doubleValue())
                : value.toString();
    }
}
