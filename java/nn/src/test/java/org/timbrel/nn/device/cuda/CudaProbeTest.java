// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CudaProbeTest {

    @Test
    void writesVersionsAsPeopleDo() {
        assertEquals("13.1", CudaProbe.version(13010));
        assertEquals("12.0", CudaProbe.version(12000));
    }

    @Test
    void saysWhatAMissingLibraryMeans() {
        assertEquals(
                "no NVIDIA driver (libcuda.so.1 not found)",
                CudaProbe.explain("libjnicudart.so: libcuda.so.1: cannot open shared object file"));
        assertEquals("something else", CudaProbe.explain("something else"));
    }
}
