// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.InferenceMode;

/** Work whose tensors are freed at its end, as leaving a Python function does. */
@SuppressWarnings("try") // Guards that are held, not used.
final class TorchScope {

    private TorchScope() {}

    /** In inference mode: no gradient, no version counters. */
    static <T> T inference(Supplier<T> work) {
        try (PointerScope scope = new PointerScope();
                InferenceMode mode = new InferenceMode(true)) {
            return work.get();
        }
    }

    /** Without gradients being recorded, on tensors that may have some later. */
    static void frozen(Runnable work) {
        try (PointerScope scope = new PointerScope();
                AutoGradMode mode = new AutoGradMode(false)) {
            work.run();
        }
    }

    /** With gradients. */
    static <T> T recorded(Supplier<T> work) {
        try (PointerScope scope = new PointerScope()) {
            return work.get();
        }
    }
}
