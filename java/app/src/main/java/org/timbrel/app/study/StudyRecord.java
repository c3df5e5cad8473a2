// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.app.InputException;
import org.timbrel.app.OutputFile;
import org.timbrel.app.TextFile;
import org.timbrel.app.Version;

/**
 * study.json: what a study compares, how, and with what. Written when it begins; what it is found
 * to be made of is added on the way.
 *
 * @param format of this file
 * @param timbrel version
 * @param java version
 * @param system that it was begun on
 * @param device that computes
 * @param input the folder of pieces
 * @param quick whether it is cut short; the report says what was left out
 * @param seeds of the arms
 * @param spec resolved
 * @param pieces with their hashes; null until they are known
 * @param plans of the arms, likewise
 * @param seconds that the study took, all parts of it added up; 0 until it is done
 */
public record StudyRecord(
        int format,
        String timbrel,
        String java,
        String system,
        String device,
        String input,
        boolean quick,
        List<Long> seeds,
        StudySpec spec,
        StudyPieces pieces,
        List<ArmPlan> plans,
        double seconds) {

    private static final int FORMAT = 1;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Of a study that begins. */
    static StudyRecord begun(Path input, StudySpec spec, boolean quick, String device) {
        return new StudyRecord(
                FORMAT,
                Version.current(),
                System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                device,
                input.toAbsolutePath().normalize().toString(),
                quick,
                spec.runSeeds(),
                spec,
                null,
                null,
                0);
    }

    /** The same, with what it is made of. */
    StudyRecord with(StudyPieces found, List<ArmPlan> planned, double taken) {
        return new StudyRecord(
                format, timbrel, java, system, device, input, quick, seeds, spec, found, planned,
                taken);
    }

    void write(StudyFolder folder) throws IOException {
        String text = JSON.writeValueAsString(this) + "\n";
        OutputFile.write(folder.study(), true, path -> TextFile.write(path, text));
    }

    static StudyRecord read(StudyFolder folder) throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(folder.study()), StudyRecord.class);
        } catch (JsonProcessingException e) {
            throw new InputException(
                    folder.study(),
                    new IOException("is not what a study writes: --force begins anew", e));
        }
    }

    /**
     * Refuses to go on with another study.
     *
     * @throws IOException naming the first thing that differs
     */
    void requireSame(StudyFolder folder, StudyRecord now) throws IOException {
        ObjectNode mine = StudySpecFile.write(spec);
        ObjectNode others = StudySpecFile.write(now.spec);
        for (var field : others.properties()) {
            if (!field.getValue().equals(mine.get(field.getKey()))) {
                throw differs(folder, field.getKey(), mine.get(field.getKey()), field.getValue());
            }
        }
        if (!device.equals(now.device)) {
            throw differs(folder, "device", device, now.device);
        }
        if (!timbrel.equals(now.timbrel)) {
            throw differs(folder, "timbrel", timbrel, now.timbrel);
        }
        if (!input.equals(now.input)) {
            throw differs(folder, "input", input, now.input);
        }
    }

    private static IOException differs(StudyFolder folder, String name, Object begun, Object now) {
        return new IOException(
                "%s: was begun with %s %s, not %s; --resume goes on as it was begun, --force begins anew"
                        .formatted(folder.path(), name, begun, now));
    }
}
