// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.Precision;

/**
 * Products by cuBLAS. One handle, one stream and a workspace of its own: with these, and without
 * atomic sums, cuBLAS gives the same bits for the same call, whatever runs on other streams. It
 * chooses kernels by size, so that a row's bits may depend on the number of rows.
 */
final class Cublas implements Products {

    /** What NVIDIA advises for Hopper, the most it asks for. */
    private static final long WORKSPACE_BYTES = 32L << 20;

    private final GpuQueue queue;
    private final CUstream_st stream;
    private final KernelProducts larger;
    private final cublasContext handle = new cublasContext();
    private final Pointer workspace;
    private final FloatPointer zero = new FloatPointer(0f);
    private final FloatPointer one = new FloatPointer(1f);
    private final int computeType;

    /**
     * @param stream where its products go, whatever stream others go to
     * @param larger for products whose sizes cuBLAS's 32-bit calls cannot take
     * @throws DeviceException if cuBLAS does not start on the queue's GPU
     */
    Cublas(
            GpuQueue queue,
            CUstream_st stream,
            GpuMemory memory,
            Precision precision,
            KernelProducts larger) {
        this.queue = queue;
        this.stream = stream;
        this.larger = larger;
        computeType =
                switch (precision) {
                    case FP32 -> cublas.CUBLAS_COMPUTE_32F_PEDANTIC;
                    case TF32 -> cublas.CUBLAS_COMPUTE_32F_FAST_TF32;
                    case BF16 -> cublas.CUBLAS_COMPUTE_32F_FAST_16BF;
                };
        workspace = memory.floats(WORKSPACE_BYTES / Float.BYTES, "the workspace of cuBLAS");
        try {
            queue.use(this::start);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Why cuBLAS cannot be loaded here; empty if it can. */
    static String missing() {
        return Loaded.FAILURE;
    }

    private void start() {
        check("cublasCreate", cublas.cublasCreate_v2(handle));
        check("cublasSetStream", cublas.cublasSetStream_v2(handle, stream));
        check(
                "cublasSetWorkspace",
                cublas.cublasSetWorkspace_v2(handle, workspace, WORKSPACE_BYTES));
        check(
                "cublasSetAtomicsMode",
                cublas.cublasSetAtomicsMode(handle, cublas.CUBLAS_ATOMICS_NOT_ALLOWED));
    }

    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            long rows,
            long columns,
            long depth,
            FloatPointer a,
            FloatPointer b,
            FloatPointer c) {
        if (Math.max(rows, Math.max(columns, depth)) > Integer.MAX_VALUE) {
            larger.multiply(transposeA, transposeB, accumulate, rows, columns, depth, a, b, c);
            return;
        }
        if (rows == 0 || columns == 0) {
            return;
        }
        if (depth == 0) {
            clear(accumulate, rows * columns, c);
            return;
        }
        // cuBLAS reads columns first, so that it sees every array transposed: CT = BT AT.
        queue.use(
                () ->
                        check(
                                "cublasGemmEx",
                                cublas.cublasGemmEx(
                                        handle,
                                        transposeB ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
                                        transposeA ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
                                        (int) columns,
                                        (int) rows,
                                        (int) depth,
                                        one,
                                        b,
                                        cudart.CUDA_R_32F,
                                        (int) (transposeB ? depth : columns),
                                        a,
                                        cudart.CUDA_R_32F,
                                        (int) (transposeA ? rows : depth),
                                        accumulate ? one : zero,
                                        c,
                                        cudart.CUDA_R_32F,
                                        (int) columns,
                                        computeType,
                                        cublas.CUBLAS_GEMM_DEFAULT)));
    }

    private void clear(boolean accumulate, long count, FloatPointer c) {
        if (!accumulate) {
            queue.use(
                    () ->
                            queue.check(
                                    "cudaMemsetAsync",
                                    cudart.cudaMemsetAsync(c, 0, count * Float.BYTES, stream)));
        }
    }

    private void check(String call, int status) {
        if (status == cublas.CUBLAS_STATUS_SUCCESS) {
            return;
        }
        throw queue.explained(
                new DeviceException(
                        "%s: %s: %s"
                                .formatted(
                                        queue.name(),
                                        call,
                                        cublas.cublasGetStatusString(status).getString())));
    }

    @Override
    public void close() {
        cublas.cublasDestroy_v2(handle);
        workspace.close();
        zero.close();
        one.close();
    }

    private static final class Loaded {
        static final String FAILURE = load();

        private static String load() {
            try {
                return cublas.CUBLAS_STATUS_SUCCESS == touch() ? "" : "cuBLAS does not answer";
            } catch (LinkageError e) {
                return DeviceException.deepestCause(e);
            }
        }

        /** A call that needs no GPU; the presets load cuBLAS for it. */
        private static int touch() {
            return cublas.cublasGetProperty(0, new int[1]);
        }
    }
}
