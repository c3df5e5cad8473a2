// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import org.timbrel.nn.device.DeviceException;

/** libtimbrel_cpu, loaded once: later uses see the first outcome instead of another error. */
final class CpuLibrary {

    /** {@code TB_ABI_VERSION} of the header that {@link TimbrelCpu} was written for. */
    static final int ABI_VERSION = 2;

    /** Why the library cannot be used; empty if it can. */
    private static final String FAILURE = load();

    private CpuLibrary() {}

    /**
     * @throws DeviceException if the library is missing or another version than the binding's
     */
    static void require() {
        if (!FAILURE.isEmpty()) {
            throw new DeviceException(FAILURE);
        }
    }

    private static String load() {
        try {
            return mismatch(TimbrelCpu.abiVersion());
        } catch (LinkageError e) {
            return "libtimbrel_cpu could not be loaded: " + DeviceException.deepestCause(e);
        }
    }

    /** What is wrong with a library of this version; empty if nothing is. */
    static String mismatch(int version) {
        return version == ABI_VERSION
                ? ""
                : ("libtimbrel_cpu has ABI version %d, but its binding is for %d: build both from"
                                + " one source")
                        .formatted(version, ABI_VERSION);
    }
}
