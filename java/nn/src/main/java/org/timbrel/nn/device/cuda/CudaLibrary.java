// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.timbrel.nn.device.DeviceException;

/** libtimbrel_cuda, loaded once: later uses see the first outcome instead of another error. */
final class CudaLibrary {

    /** {@code TB_ABI_VERSION} of the header that {@link TimbrelCuda} was written for. */
    static final int ABI_VERSION = 7;

    private static final String FILE = "linux-x86_64/libtimbrel_cuda.so." + ABI_VERSION;

    private CudaLibrary() {}

    /** Whether this build of Timbrel has kernels for GPUs; loads nothing. */
    static boolean built() {
        return CudaLibrary.class.getResource(FILE) != null;
    }

    /**
     * @throws DeviceException if the library is missing or another version than the binding's
     */
    static void require() {
        if (!Loaded.FAILURE.isEmpty()) {
            throw new DeviceException(Loaded.FAILURE);
        }
    }

    /** What is wrong with a library of this version; empty if nothing is. */
    static String mismatch(int version) {
        return version == ABI_VERSION
                ? ""
                : ("libtimbrel_cuda has ABI version %d, but its binding is for %d: build both from"
                                + " one source")
                        .formatted(version, ABI_VERSION);
    }

    private static final class Loaded {
        /** Why the library cannot be used; empty if it can. */
        static final String FAILURE = load();

        private static String load() {
            if (!built()) {
                return "built without CUDA kernels; build Timbrel with nvcc on the PATH";
            }
            try {
                return mismatch(TimbrelCuda.abiVersion());
            } catch (LinkageError e) {
                return "libtimbrel_cuda could not be loaded: " + DeviceException.deepestCause(e);
            }
        }
    }
}
