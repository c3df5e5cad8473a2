// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.nn.device.Devices;

/**
 * The jars alone are enough. A library that finds another through the build folder works on the
 * machine that built it and nowhere else, so a fresh process gets copies of the jars, and no
 * library it loads may come from anywhere but those.
 */
class JarsOnlyIT {

    private static final String PLATFORM = "linux-x86_64";

    private final Path mainJar = Path.of(System.getProperty("timbrel.mainJar"));
    private final Path nativesJar = Path.of(System.getProperty("timbrel.nativesJar"));
    private final String buildFolder = System.getProperty("timbrel.buildFolder");

    @Test
    void computesInAFreshProcess(@TempDir Path elsewhere) throws Exception {
        Path cache = elsewhere.resolve("cache");
        Path output = elsewhere.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                        "-cp",
                        classPath(elsewhere),
                        LayerFromJars.class.getName());
        builder.directory(elsewhere.toFile());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("LD_LIBRARY_PATH");
        environment.remove("CLASSPATH");
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no answer within a minute");

        List<String> lines = Files.readAllLines(output);
        assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
        assertEquals("c = 0.5", lines.get(0));
        List<String> libraries = lines.subList(1, lines.size());
        assertEquals(2, libraries.size(), () -> "the binding and the kernels: " + libraries);
        for (String library : libraries) {
            assertTrue(
                    Path.of(library).startsWith(cache.toRealPath()),
                    () -> library + " is not from the jars");
        }
    }

    @Test
    void onlyTheNativesJarHoldsLibrariesAndNoneKnowsTheBuildFolder() throws IOException {
        try (JarFile jar = new JarFile(mainJar.toFile())) {
            assertEquals(List.of(), libraries(jar));
        }
        try (JarFile jar = new JarFile(nativesJar.toFile())) {
            List<String> libraries = libraries(jar);
            String cpu = "org/timbrel/nn/device/cpu/" + PLATFORM + "/";
            assertTrue(libraries.contains(cpu + "libtimbrel_cpu.so.7"), libraries::toString);
            assertTrue(libraries.contains(cpu + "libjniTimbrelCpu7.so"), libraries::toString);
            assertFalse(
                    libraries.stream().anyMatch(name -> name.matches(".*(emul|cudart|cublas).*")),
                    () -> "what is for tests alone is shipped: " + libraries);
            for (String library : libraries) {
                byte[] bytes = jar.getInputStream(jar.getJarEntry(library)).readAllBytes();
                assertFalse(
                        new String(bytes, StandardCharsets.ISO_8859_1)
                                .contains("libtimbrel_emulator"),
                        () -> library + " is for the emulated GPU");
                assertFalse(
                        new String(bytes, StandardCharsets.ISO_8859_1).contains(buildFolder),
                        () -> library + " contains the path " + buildFolder);
            }
        }
    }

    @Test
    void theProbeAnswersWhereEveryOtherJarIsMissing() throws Exception {
        URL[] jars = {mainJar.toUri().toURL()};
        try (var alone = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            Class<?> devices = alone.loadClass(Devices.class.getName());
            String statuses = devices.getMethod("probe").invoke(null).toString();
            assertFalse(statuses.contains("usable=true"), statuses);
            assertTrue(
                    statuses.contains("class org.bytedeco.javacpp.Loader is not on the class path"),
                    statuses);
        }
    }

    private static List<String> libraries(JarFile jar) {
        return jar.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.contains(".so"))
                .collect(Collectors.toList());
    }

    /** Copies of the jars, and the class to run in a folder of its own. */
    private String classPath(Path folder) throws IOException, URISyntaxException {
        Path javacpp =
                Path.of(Loader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path javacppNatives =
                javacpp.resolveSibling(
                        javacpp.getFileName().toString().replace(".jar", "-" + PLATFORM + ".jar"));
        for (Path jar : List.of(mainJar, nativesJar, javacpp, javacppNatives)) {
            Files.copy(jar, folder.resolve(jar.getFileName()));
        }
        String name = LayerFromJars.class.getName().replace('.', '/') + ".class";
        Path main = folder.resolve("main").resolve(name);
        Files.createDirectories(main.getParent());
        try (var bytes = LayerFromJars.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(bytes, main);
        }
        try (Stream<Path> jars = Files.list(folder)) {
            return Stream.concat(
                            Stream.of(folder.resolve("main")),
                            jars.filter(path -> path.toString().endsWith(".jar")))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
