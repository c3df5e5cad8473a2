// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.gpu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** Lines of JSON that bench/gpu/report.py reads. */
final class BenchLine {

    private static final ObjectMapper JSON = new ObjectMapper();

    private BenchLine() {}

    /** What this process asks for; what serves may be another. */
    static String wantedKernels() {
        String wanted = System.getenv("TIMBREL_CUDA_KERNELS");
        return wanted == null || wanted.isEmpty() ? "proven" : wanted;
    }

    static String text(Map<String, Object> line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
