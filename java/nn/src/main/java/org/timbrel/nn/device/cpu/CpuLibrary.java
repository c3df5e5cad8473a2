// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.util.Set;
import org.bytedeco.javacpp.IntPointer;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.NativeStatus;

/** libtimbrel_cpu, loaded once: later uses see the first outcome instead of another error. */
final class CpuLibrary {

    /** {@code TB_ABI_VERSION} of the header that {@link TimbrelCpu} was written for. */
    static final int ABI_VERSION = 7;

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

    /**
     * Throws what a status says, with the library's words.
     *
     * @see NativeStatus#exception
     */
    static void check(int status) {
        if (status != NativeStatus.OK) {
            throw NativeStatus.exception(status, TimbrelCpu.lastError());
        }
    }

    /** What both the processor and the operating system provide. */
    static Set<InstructionSet> instructionSets() {
        require();
        try (IntPointer features = new IntPointer(1)) {
            check(TimbrelCpu.features(features));
            return InstructionSet.of(features.get());
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
