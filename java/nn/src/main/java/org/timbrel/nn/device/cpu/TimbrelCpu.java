// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;

/**
 * The functions of libtimbrel_cpu, one to one; timbrel.h says what they do. Parameters keep the
 * names they have there.
 */
@Properties(@Platform(include = "timbrel.h", link = "timbrel_cpu@.2"))
final class TimbrelCpu {

    static {
        Loader.load();
    }

    private TimbrelCpu() {}

    @Name("tb_cpu_abi_version")
    static native int abiVersion();

    @Name("tb_cpu_last_error")
    static native String lastError();

    @Name("tb_cpu_features")
    @Cast("tb_status")
    static native int features(@Cast("uint32_t *") IntPointer features);

    @Name("tb_cpu_lstm_forward")
    @Cast("tb_status")
    static native int lstmForward(
            @Cast("int64_t") long T,
            @Cast("int64_t") long N,
            @Cast("int64_t") long I,
            @Cast("int64_t") long H,
            @Cast("const int64_t *") LongPointer lengths,
            @Const FloatPointer x,
            @Const FloatPointer w_ih,
            @Const FloatPointer w_hh,
            @Const FloatPointer b_ih,
            @Const FloatPointer b_hh,
            @Const FloatPointer h0,
            @Const FloatPointer c0,
            FloatPointer y,
            FloatPointer h_n,
            FloatPointer c_n,
            FloatPointer gates,
            FloatPointer cells);
}
