// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code timbrel devices --self-test} where there is no command line: for bench/gpu/run.sh. Ends
 * with 1 if kernels are wrong.
 */
public final class PrintSelfTest {

    private PrintSelfTest() {}

    /** Takes no arguments. */
    public static void main(String[] none) {
        AtomicBoolean right = new AtomicBoolean(true);
        SelfTest.all(
                result -> {
                    System.out.println(result.line());
                    right.compareAndSet(true, result.ok());
                });
        System.exit(right.get() ? 0 : 1);
    }
}
