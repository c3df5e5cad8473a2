// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of processes whose GPU, driver or libraries are not as they should be. A process
 * sees one state of its machine: each test has a process of its own.
 */
@Tag("emulated")
class EmulatedFaultsTest {

    @BeforeAll
    static void isEmulated() {
        Assumptions.assumeTrue(Gpu.isEmulated(), "skipped: the faults are the emulated GPU's");
    }

    @Test
    void aDriverThatIsTooOldIsNamed() throws Exception {
        assertEquals(
                List.of(
                        "cuda not usable: the NVIDIA driver serves CUDA 12.4, but the CUDA runtime"
                                + " is 13.1: install a newer driver",
                        "auto is cpu"),
                run("probe", "TIMBREL_EMULATED_DRIVER=12040"));
    }

    @Test
    void aDriverThatDoesNotRunIsNamed() throws Exception {
        assertEquals(
                List.of("cuda not usable: no NVIDIA driver is running here", "auto is cpu"),
                run("probe", "TIMBREL_EMULATED_DRIVER=0"));
    }

    @Test
    void aMachineWithoutGpusSaysSo() throws Exception {
        assertEquals(
                List.of("cuda not usable: no GPU was found", "auto is cpu"),
                run("probe", "TIMBREL_EMULATED_GPUS=0"));
    }

    @Test
    void aGpuThatIsTooOldIsNamed() throws Exception {
        assertEquals(
                List.of(
                        "cuda:0 not usable: compute capability 7.0 is below 7.5, the least that"
                                + " Timbrel has kernels for",
                        "auto is cpu"),
                run("probe", "TIMBREL_EMULATED_CAPABILITY=70"));
    }

    @Test
    void aGpuWithoutTensorCoresForBf16ComputesInFp32() throws Exception {
        assertEquals(
                List.of(
                        "cuda:0 usable",
                        "kernels: plain: no resident grids on a card of compute capability 7.5"
                                + " (TIMBREL_CUDA_KERNELS=products generates by products of all"
                                + " streams at once)",
                        "auto is cuda:0",
                        "cuda:0 computes in fp32 alone: bf16 takes compute capability 8.0 (use"
                                + " --precision fp32, or --device cpu)"),
                run("kernels", "TIMBREL_EMULATED_CAPABILITY=75"));
    }

    @Test
    void otherKernelsAreAskedForByTheEnvironment() throws Exception {
        assertEquals(
                List.of(
                        "cuda:0 usable",
                        "kernels: grid where they serve, as TIMBREL_CUDA_KERNELS asks",
                        "auto is cuda:0",
                        "grid"),
                run("kernels", "TIMBREL_CUDA_KERNELS=grid"));
    }

    @Test
    void kernelsThatThereAreNotAreOneLine() throws Exception {
        List<String> lines = run("kernels", "TIMBREL_CUDA_KERNELS=fast");
        String line =
                "TIMBREL_CUDA_KERNELS is \"fast\", but must be one of plain, clusters, grid,"
                        + " products, fastest, or not set";
        assertEquals(List.of("cuda:0 usable", "kernels: none, for " + line, line, line), lines);
        assertEquals(
                List.of("cuda not usable: no GPU was found", line),
                run("probe", "TIMBREL_CUDA_KERNELS=fast", "TIMBREL_EMULATED_GPUS=0"));
    }

    @Test
    void kernelsThatWereNotRightInTestsYetAreToAskFor() throws Exception {
        assertEquals(
                "kernels: plain: clusters could serve, but were not yet right in tests on a card of"
                        + " compute capability 9.0 (TIMBREL_CUDA_KERNELS=fastest takes the best"
                        + " nevertheless)",
                run("kernels", "TIMBREL_EMULATED_CAPABILITY=90").get(1));
    }

    @Test
    void autoTakesTheFirstGpu() throws Exception {
        List<String> lines = run("probe", "TIMBREL_EMULATED_GPUS=2");
        assertEquals(3, lines.size(), lines::toString);
        assertEquals("auto is cuda:0", lines.get(2));
    }

    @Test
    void autoPassesOverAGpuThatComputesWrongly() throws Exception {
        List<String> lines = run("probe", "TIMBREL_EMULATED_WRONG=1");
        assertEquals("auto is cpu", lines.get(lines.size() - 1));
        assertTrue(
                lines.stream().anyMatch(line -> line.matches(".*cuda:0 is not used: .*FAILED.*")),
                lines::toString);
    }

    @Test
    void withoutGraphsRecordedWorkIsRepeated() throws Exception {
        List<String> lines = run("record", "TIMBREL_EMULATED_NO_CAPTURE=1");
        assertEquals("[40.0, 40.0]", lines.get(lines.size() - 1));
        assertEquals(
                1,
                lines.stream().filter(line -> line.contains("not recorded")).count(),
                lines::toString);
    }

    /** One line from the call that finds out, the same from those after it, and an end in order. */
    @Test
    void aLostGpuIsOneLine() throws Exception {
        List<String> lines = run("lose", "TIMBREL_EMULATED_LOST_AT=40");
        assertEquals(4, lines.size(), lines::toString);
        assertTrue(
                lines.get(0)
                        .matches(
                                "cuda:0: .*: unspecified launch failure"
                                        + " \\(cudaErrorLaunchFailure\\); this process cannot use the GPU"
                                        + " any more: start it again"),
                lines::toString);
        assertEquals(lines.get(0), lines.get(1));
        assertEquals("closed", lines.get(2));
        assertEquals("cpu works", lines.get(3));
    }

    /** Between its begin and its take: what was taken before is there, and nothing hangs. */
    @Test
    void aGpuThatIsLostWhileAChunkIsUnderWayIsOneLine() throws Exception {
        List<String> lines = run("chunks", "TIMBREL_EMULATED_LOST_WAITING=3");
        assertEquals(8, lines.size(), lines::toString);
        assertEquals(List.of("taken 1", "taken 2"), lines.subList(0, 2));
        String line = lines.get(2);
        assertTrue(
                line.startsWith("cuda:0: cudaEventSynchronize: unspecified launch failure"), line);
        assertEquals("1 begun", lines.get(3));
        assertEquals(List.of(line, line, line), lines.subList(4, 7));
        assertEquals("closed", lines.get(7));
    }

    @Test
    void memoryIsFreeAgainAfterItRanOut() throws Exception {
        assertEquals(List.of("none", "some"), run("exhaust", "TIMBREL_EMULATED_BYTES=67108864"));
    }

    @Test
    void whatNobodyClosedIsFreedWhenMemoryRunsOut() throws Exception {
        assertEquals(List.of("41943040"), run("leak", "TIMBREL_EMULATED_BYTES=67108864"));
    }

    /**
     * What {@link EmulatedProcess} prints.
     *
     * @param faults of the emulated GPU, or else of the environment: NAME=value
     */
    private static List<String> run(String what, String... faults)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.bytedeco.javacpp.cachedir="
                                + System.getProperty("org.bytedeco.javacpp.cachedir"),
                        "-Djava.util.logging.SimpleFormatter.format=%5$s%n",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmulatedProcess.class.getName(),
                        what);
        for (String fault : faults) {
            int equals = fault.indexOf('=');
            builder.environment().put(fault.substring(0, equals), fault.substring(equals + 1));
        }
        builder.redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end within a minute");
        assertEquals(0, process.exitValue(), output);
        return output.lines().toList();
    }
}
