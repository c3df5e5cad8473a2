// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;

/**
 * The functions of libtimbrel_cuda, one to one; timbrel.h says what they do. Parameters keep the
 * names they have there. Pointers hold addresses of the current device, arrays of Java are the
 * host's.
 *
 * <p>The binding's own name holds the interface's number too: JavaCPP takes a file that it once
 * extracted, of equal name, size and date, for this one.
 */
@Properties(@Platform(include = "timbrel.h", link = "timbrel_cuda@.7", library = "jniTimbrelCuda7"))
final class TimbrelCuda {

    static {
        Loader.load();
    }

    private TimbrelCuda() {}

    @Name("tb_cuda_abi_version")
    static native int abiVersion();

    @Name("tb_cuda_last_error")
    static native String lastError();

    @Name("tb_cuda_gemm")
    @Cast("tb_status")
    static native int gemm(
            @Cast("tb_precision") int precision,
            @Cast("int32_t") int transpose_a,
            @Cast("int32_t") int transpose_b,
            @Cast("int32_t") int accumulate,
            @Cast("int64_t") long M,
            @Cast("int64_t") long N,
            @Cast("int64_t") long K,
            @Const FloatPointer a,
            @Const FloatPointer b,
            FloatPointer c,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_uniform")
    @Cast("tb_status")
    static native int uniform(
            @Cast("int64_t") long seed,
            @Cast("int64_t") long stream_of_seed,
            float low,
            float high,
            @Cast("int64_t") long count,
            FloatPointer out,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_card")
    @Cast("tb_status")
    static native int card(@Cast("tb_card *") long[] card);

    @Name("tb_cuda_plan_recurrent")
    @Cast("tb_status")
    static native int planRecurrent(
            @Cast("const tb_card *") long[] card,
            @Cast("tb_cell") int cell,
            @Cast("tb_precision") int precision,
            @Cast("int64_t") long N,
            @Cast("int64_t") long H,
            @Cast("int64_t") long norm,
            @Cast("int64_t") long wanted,
            @Cast("tb_plan *") long[] plan);

    @Name("tb_cuda_plan_generation")
    @Cast("tb_status")
    static native int planGeneration(
            @Cast("const tb_card *") long[] card,
            @Cast("const tb_network *") long[] network,
            @Cast("const tb_texture *") long[] texture,
            @Cast("tb_precision") int precision,
            @Cast("int64_t") long N,
            @Cast("int64_t") long wanted,
            @Cast("tb_plan *") long[] plan);

    @Name("tb_cuda_workspace_size")
    @Cast("tb_status")
    static native int workspaceSize(
            @Cast("int64_t") long N, @Cast("int64_t") long H, @Cast("int64_t *") long[] bytes);

    @Name("tb_cuda_recurrent_forward")
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
            FloatPointer rstd,
            @Cast("const tb_plan *") long[] plan,
            @Cast("int32_t *") IntPointer signal,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_recurrent_backward")
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
            FloatPointer dnorm_hh,
            @Cast("const tb_plan *") long[] plan,
            @Cast("int32_t *") IntPointer signal,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_clear_past")
    @Cast("tb_status")
    static native int clearPast(
            @Cast("int64_t") long T,
            @Cast("int64_t") long N,
            @Cast("int64_t") long W,
            @Cast("const int64_t *") LongPointer lengths,
            FloatPointer x,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_layer_norm_forward")
    @Cast("tb_status")
    static native int layerNormForward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long W,
            @Const FloatPointer x,
            @Const FloatPointer gain,
            FloatPointer y,
            FloatPointer normed,
            FloatPointer rstd,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_layer_norm_backward")
    @Cast("tb_status")
    static native int layerNormBackward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long W,
            @Const FloatPointer gain,
            @Const FloatPointer normed,
            @Const FloatPointer rstd,
            @Const FloatPointer dy,
            FloatPointer dx,
            FloatPointer dgain,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_embedding_forward")
    @Cast("tb_status")
    static native int embeddingForward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long V,
            @Cast("int64_t") long M,
            @Cast("int64_t") long C,
            @Const FloatPointer tokens,
            @Const FloatPointer table,
            FloatPointer y,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_embedding_backward")
    @Cast("tb_status")
    static native int embeddingBackward(
            @Cast("int64_t") long R,
            @Cast("int64_t") long V,
            @Cast("int64_t") long M,
            @Cast("int64_t") long C,
            @Const FloatPointer tokens,
            @Const FloatPointer dy,
            FloatPointer dtable,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_dense_forward")
    @Cast("tb_status")
    static native int denseForward(
            @Cast("tb_precision") int precision,
            @Cast("int64_t") long R,
            @Cast("int64_t") long I,
            @Cast("int64_t") long O,
            @Cast("tb_activation") int activation,
            @Const FloatPointer x,
            @Const FloatPointer w,
            @Const FloatPointer b,
            FloatPointer y,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_dense_backward")
    @Cast("tb_status")
    static native int denseBackward(
            @Cast("tb_precision") int precision,
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
            FloatPointer db,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_dropout")
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
            FloatPointer y,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_head_loss")
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
            DoublePointer sum,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_adam")
    @Cast("tb_status")
    static native int adam(
            @Cast("int64_t") long count,
            @Const DoublePointer how,
            FloatPointer parameters,
            @Const FloatPointer gradients,
            FloatPointer m,
            FloatPointer v,
            DoublePointer norm,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_sgd")
    @Cast("tb_status")
    static native int sgd(
            @Cast("int64_t") long count,
            @Const DoublePointer how,
            FloatPointer parameters,
            @Const FloatPointer gradients,
            FloatPointer velocity,
            DoublePointer norm,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_generator_size")
    @Cast("tb_status")
    static native int generatorSize(
            @Cast("const tb_network *") long[] network,
            @Cast("tb_precision") int precision,
            @Cast("int64_t *") long[] size,
            @Cast("const tb_plan *") long[] plan);

    @Name("tb_cuda_generator_pack")
    @Cast("tb_status")
    static native int generatorPack(
            @Cast("const tb_network *") long[] network,
            @Cast("tb_precision") int precision,
            @Const FloatPointer parameters,
            FloatPointer packed,
            @Cast("const tb_plan *") long[] plan,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_generate_workspace_size")
    @Cast("tb_status")
    static native int generateWorkspaceSize(
            @Cast("const tb_network *") long[] network,
            @Cast("const tb_texture *") long[] texture,
            @Cast("int64_t") long N,
            @Cast("int64_t *") long[] bytes,
            @Cast("const tb_plan *") long[] plan);

    @Name("tb_cuda_generate")
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
            FloatPointer out,
            @Cast("const tb_plan *") long[] plan,
            @Cast("int32_t *") IntPointer signal,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_generate_texture")
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
            FloatPointer out,
            @Cast("const tb_plan *") long[] plan,
            @Cast("int32_t *") IntPointer signal,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);

    @Name("tb_cuda_generate_products")
    @Cast("tb_status")
    static native int generateProducts(
            @Cast("const tb_network *") long[] network,
            @Cast("int64_t") long N,
            @Const FloatPointer packed,
            @Cast("int64_t *") long[] count,
            @Cast("tb_product *") long[] products);

    @Name("tb_cuda_generate_part")
    @Cast("tb_status")
    static native int generatePart(
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
            @Cast("const tb_grammar *") long[] grammar,
            @Const FloatPointer conditions,
            @Const FloatPointer weights,
            @Const FloatPointer forced,
            @Cast("int64_t *") LongPointer positions,
            @Cast("int64_t *") LongPointer states,
            FloatPointer frames,
            FloatPointer state,
            @Cast("int64_t *") LongPointer last,
            FloatPointer h,
            FloatPointer c,
            FloatPointer out,
            @Cast("int64_t") long step,
            @Cast("int64_t") long part,
            @Cast("void *") Pointer workspace,
            @Cast("void *") Pointer stream);
}
