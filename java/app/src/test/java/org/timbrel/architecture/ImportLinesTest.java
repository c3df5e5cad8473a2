// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every import line holds, and every one can be broken. */
class ImportLinesTest {

    private static final JavaClasses TIMBREL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.timbrel");

    @Test
    void allModulesAreSeen() {
        List<String> classes =
                List.of(
                        "audio.io.AudioFiles",
                        "music.midi.MidiReader",
                        "nn.device.Devices",
                        "app.cli.Main");
        for (String seen : classes) {
            assertTrue(TIMBREL.contain("org.timbrel." + seen), seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holds(ImportLines line) {
        line.rule().check(TIMBREL);
    }

    @ParameterizedTest
    @CsvSource({
        "AUDIO_KNOWS_NO_OTHER_MODULE, org.timbrel.audio.io, org.timbrel.nn.model",
        "AUDIO_KNOWS_NO_OTHER_MODULE, org.timbrel.audio.io, org.timbrel.app",
        "MUSIC_KNOWS_NO_OTHER_MODULE, org.timbrel.music, org.timbrel.audio.io",
        "NN_KNOWS_NO_OTHER_MODULE, org.timbrel.nn.train, org.timbrel.audio.features",
        "ONLY_AUDIO_IMPORTS_SIGNAL_LIBRARIES, org.timbrel.app, org.jtransforms.fft",
        "ONLY_AUDIO_IMPORTS_SIGNAL_LIBRARIES, org.timbrel.nn.model, be.tarsos.dsp",
        "ONLY_AUDIO_IMPORTS_SIGNAL_LIBRARIES, org.timbrel.app, org.bytedeco.ffmpeg.global",
        "ONLY_NN_IMPORTS_COMPUTE_LIBRARIES, org.timbrel.app, org.bytedeco.cuda.global",
        "ONLY_NN_IMPORTS_COMPUTE_LIBRARIES, org.timbrel.audio, org.bytedeco.openblas.global",
        "NOTHING_IMPORTS_BENCH, org.timbrel.app, org.timbrel.bench",
        "JOBS_KNOW_NO_COMMAND_LINE, org.timbrel.app, org.timbrel.app.cli",
        "JOBS_KNOW_NO_COMMAND_LINE, org.timbrel.app.report, picocli"
    })
    void canBeBroken(ImportLines line, String from, String to, @TempDir Path folder)
            throws IOException {
        Path user = source(folder, from, "User", "public class User { " + to + ".Used used; }");
        Path used = source(folder, to, "Used", "public class Used {}");
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                folder.toString(),
                                user.toString(),
                                used.toString());
        assertEquals(0, status);
        JavaClasses classes = new ClassFileImporter().importPath(folder);
        assertTrue(line.rule().evaluate(classes).hasViolation());
    }

    private static Path source(Path folder, String inPackage, String name, String text)
            throws IOException {
        Path file = folder.resolve(name + ".java");
        return Files.writeString(file, "package " + inPackage + "; " + text);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<Path> silent = new ArrayList<>();
        try (var modules = Files.newDirectoryStream(Path.of(".."), Files::isDirectory)) {
            for (Path module : modules) {
                silent.addAll(packagesWithoutInfo(module.resolve("src/main/java")));
            }
        }
        assertEquals(List.of(), silent);
    }

    @Test
    void aSilentPackageIsFound(@TempDir Path folder) throws IOException {
        source(Files.createDirectories(folder.resolve("a/b")), "a.b", "User", "class User {}");
        assertEquals(List.of(folder.resolve("a/b")), packagesWithoutInfo(folder));
        Files.writeString(folder.resolve("a/b/package-info.java"), "package a.b;");
        assertFalse(packagesWithoutInfo(folder).contains(folder.resolve("a/b")));
    }

    private static List<Path> packagesWithoutInfo(Path sources) throws IOException {
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (var files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
        }
    }
}
