// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import org.bytedeco.javacpp.DoublePointer;
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
 * names they have there; a network is what {@link org.timbrel.nn.device.NetworkShape#fields} gives,
 * a texture what {@link org.timbrel.nn.device.TextureArrays#fields} does.
 *
 * <p>The binding's own name holds the interface's number too: JavaCPP takes a file that it once
 * extracted, of equal name, size and date, for this one.
 */
@Properties(@Platform(include = "timbrel.h", link = "timbrel_cpu@.7", library = "jniTimbrelCpu7"))
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

    @Name("tb_cpu_kernels")
    static native String kernels();

    @Name("tb_cpu_set_threads")
    @Cast("tb_status")
    static native int setThreads(@Cast("int64_t") long count);

    @Name("tb_cpu_threads")
    @Cast("int64_t")
    static native long threads();

    @Name("tb_cpu_gemm")
    @Cast("tb_status")
    static native int gemm(
            @Cast("int32_t") int transpose_a,
            @Cast("int32_t") int transpose_b,
            @Cast("int32_t") int accumulate,
            @Cast("int64_t") long M,
            @Cast("int64_t") long N,
            @Cast("int64_t") long K,
            @Const FloatPointer a,
            @Const FloatPointer b,
            FloatPointer c);

    @Name("tb_cpu_uniform")
    @Cast("tb_status")
    static native int uniform(
            @Cast("int64_t") long seed,
            @Cast("int64_t") long stream,
            float low,
            float high,
            @Cast("int64_t") long count,
            FloatPointer out);

    @Name("tb_cpu_recurrent_forward")
    @Cast("tb_status")
    static native int recurrentForward(
            @Cast("tb_cell") int cell,
            @Cast("tb_precision") int precision,
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
            @Const FloatPointer norm_hh,
            @Const FloatPointer mask,
            @Const FloatPointer h0,
            @Const FloatPointer c0,
            FloatPointer y,
            FloatPointer h_n,
            FloatPointer c_n,
            FloatPointer gates,
            FloatPointer cells,
            FloatPointer h_in,
            FloatPointer normed,
            FloatPointer rstd);

    @Name("tb_cpu_recurrent_forward_reference")
    @Cast("tb_status")
    static native int recurrentForwardReference(
            @Cast("tb_cell") int cell,
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
            @Const FloatPointer norm_hh,
            @Const FloatPointer mask,
            @Const FloatPointer h0,
            @Const FloatPointer c0,
            FloatPointer y,
            FloatPointer h_n,
            FloatPointer c_n,
            FloatPointer gates,
            FloatPointer cells,
            FloatPointer h_in,
            FloatPointer normed,
            FloatPointer rstd);

    @Name("tb_cpu_recurrent_backward")
    @Cast("tb_status")
    static native int recurrentBackward(
            @Cast("tb_cell") int cell,
            @Cast("tb_precision") int precision,
            @Cast("int64_t") long T,
            @Cast("int64_t") long N,
            @Cast("int64_t") long I,
            @Cast("int64_t") long H,
            @Cast("const int64_t *") LongPointer lengths,
            @Const FloatPointer x,
            @Const FloatPointer w_ih,
            @Const FloatPointer w_hh,
            @Const FloatPointer norm_hh,
            @Const FloatPointer mask,
            @Const FloatPointer h0,
            @Const FloatPointer c0,
            @Const FloatPointer y,
            @Const FloatPointer gates,
            @Const FloatPointer cells,
            @Const FloatPointer h_in,
            @Const FloatPointer normed,
            @Const FloatPointer rstd,
            @Const FloatPointer dy,
            @Const FloatPointer dh_n,
            @Const FloatPointer dc_n,
            FloatPointer dgates,
            FloatPointer dhidden,
            FloatPointer dx,
            FloatPointer dh0,
            FloatPointer dc0,
            FloatPointer dw_ih,
            FloatPointer dw_hh,
            FloatPointer db_ih,
            FloatPointer db_hh,
            FloatPointer dnorm_hh);

    @Name("tb_cpu_clear_past")
    @Cast("tb_status")
    static native int clearPast(
            @Cast("int64_t") long T,
            @Cast("int64_t") long N,
            @Cast("int64_t") long W,
            @Cast("const int64_t *") LongPointer lengths,
            FloatPointer x);

    @Name("tb_cpu_layer_norm_forward")
    @Cast("tb_status")
    static native int layerNormForward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long W,
            @Const FloatPointer x,
            @Const FloatPointer gain,
            FloatPointer y,
            FloatPointer normed,
            FloatPointer rstd);

    @Name("tb_cpu_layer_norm_backward")
    @Cast("tb_status")
    static native int layerNormBackward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long W,
            @Const FloatPointer gain,
            @Const FloatPointer normed,
            @Const FloatPointer rstd,
            @Const FloatPointer dy,
            FloatPointer dx,
            FloatPointer dgain);

    @Name("tb_cpu_embedding_forward")
    @Cast("tb_status")
    static native int embeddingForward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long V,
            @Cast("int64_t") long M,
            @Cast("int64_t") long C,
            @Const FloatPointer tokens,
            @Const FloatPointer table,
            FloatPointer y);

    @Name("tb_cpu_embedding_backward")
    @Cast("tb_status")
    static native int embeddingBackward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long V,
            @Cast("int64_t") long M,
            @Cast("int64_t") long C,
            @Const FloatPointer tokens,
            @Const FloatPointer dy,
            FloatPointer dtable);

    @Name("tb_cpu_dense_forward")
    @Cast("tb_status")
    static native int denseForward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long I,
            @Cast("int64_t") long O,
            @Cast("tb_activation") int activation,
            @Const FloatPointer x,
            @Const FloatPointer w,
            @Const FloatPointer b,
            FloatPointer y);

    @Name("tb_cpu_dense_backward")
    @Cast("tb_status")
    static native int denseBackward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long I,
            @Cast("int64_t") long O,
            @Cast("tb_activation") int activation,
            @Const FloatPointer x,
            @Const FloatPointer w,
            @Const FloatPointer y,
            FloatPointer dy,
            FloatPointer dx,
            FloatPointer dw,
            FloatPointer db);

    @Name("tb_cpu_dropout")
    @Cast("tb_status")
    static native int dropout(
            @Cast("int64_t") long from,
            @Cast("int64_t") long T,
            @Cast("int64_t") long N,
            @Cast("int64_t") long W,
            @Cast("const int64_t *") LongPointer seed,
            @Cast("const int64_t *") LongPointer step,
            @Cast("int64_t") long layer,
            float probability,
            @Const FloatPointer x,
            FloatPointer y);

    @Name("tb_cpu_head_loss")
    @Cast("tb_status")
    static native int headLoss(
            @Cast("tb_head") int head,
            @Cast("int64_t") long T,
            @Cast("int64_t") long N,
            @Cast("int64_t") long D,
            @Cast("int64_t") long K,
            @Cast("const int64_t *") LongPointer lengths,
            @Cast("int64_t") long scored_from,
            float floor,
            @Const FloatPointer outputs,
            @Const FloatPointer targets,
            FloatPointer losses,
            FloatPointer d_outputs,
            DoublePointer sum);

    @Name("tb_cpu_adam")
    @Cast("tb_status")
    static native int adam(
            @Cast("int64_t") long count,
            @Const DoublePointer how,
            FloatPointer parameters,
            @Const FloatPointer gradients,
            FloatPointer m,
            FloatPointer v,
            DoublePointer norm);

    @Name("tb_cpu_sgd")
    @Cast("tb_status")
    static native int sgd(
            @Cast("int64_t") long count,
            @Const DoublePointer how,
            FloatPointer parameters,
            @Const FloatPointer gradients,
            FloatPointer velocity,
            DoublePointer norm);

    @Name("tb_cpu_generator_size")
    @Cast("tb_status")
    static native int generatorSize(
            @Cast("const tb_network *") long[] network,
            @Cast("tb_precision") int precision,
            @Cast("int64_t *") long[] size);

    @Name("tb_cpu_generator_pack")
    @Cast("tb_status")
    static native int generatorPack(
            @Cast("const tb_network *") long[] network,
            @Cast("tb_precision") int precision,
            @Const FloatPointer parameters,
            FloatPointer packed);

    @Name("tb_cpu_generate")
    @Cast("tb_status")
    static native int generate(
            @Cast("const tb_network *") long[] network,
            @Cast("tb_precision") int precision,
            @Const FloatPointer packed,
            @Cast("int64_t") long steps,
            @Cast("int64_t") long N,
            @Cast("const int64_t *") LongPointer active,
            @Cast("const int64_t *") LongPointer seeds,
            @Cast("const int64_t *") LongPointer streams,
            @Const FloatPointer temperatures,
            @Cast("const int64_t *") LongPointer top_k,
            @Const FloatPointer top_p,
            @Cast("const tb_grammar *") long[] grammar,
            @Const FloatPointer conditions,
            @Const FloatPointer forced,
            @Cast("int64_t *") LongPointer positions,
            @Cast("int64_t *") LongPointer states,
            FloatPointer frames,
            FloatPointer h,
            FloatPointer c,
            FloatPointer out);

    @Name("tb_cpu_generate_texture")
    @Cast("tb_status")
    static native int generateTexture(
            @Cast("const tb_network *") long[] network,
            @Cast("const tb_texture *") long[] texture,
            @Cast("tb_precision") int precision,
            @Const FloatPointer packed,
            @Cast("int64_t") long steps,
            @Cast("int64_t") long N,
            @Cast("const int64_t *") LongPointer active,
            @Cast("const int64_t *") LongPointer seeds,
            @Cast("const int64_t *") LongPointer streams,
            @Const FloatPointer temperatures,
            @Cast("const int64_t *") LongPointer top_k,
            @Const FloatPointer top_p,
            @Const FloatPointer weights,
            @Const FloatPointer forced,
            @Cast("int64_t *") LongPointer positions,
            FloatPointer state,
            @Cast("int64_t *") LongPointer last,
            FloatPointer h,
            FloatPointer c,
            FloatPointer out);
}
