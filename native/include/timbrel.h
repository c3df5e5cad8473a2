/* SPDX-License-Identifier: Apache-2.0 */
/* The ABI of Timbrel's native libraries, libtimbrel_cpu.so.1 and libtimbrel_cuda.so.1. */
#ifndef TIMBREL_H
#define TIMBREL_H

#include <stdint.h>

/*
 * Conventions, for every function of this file unless its own comment says otherwise.
 *
 * Libraries  tb_cpu_* live in libtimbrel_cpu, tb_cuda_* in libtimbrel_cuda. Both can be loaded in
 *            one process; each has its own version and its own last error. A program built against
 *            this header asks for tb_*_abi_version() before anything else and stops where it is not
 *            TB_ABI_VERSION.
 * Errors     Functions return a tb_status. On any but TB_OK, tb_*_last_error() tells what happened,
 *            with the values involved, to the thread that made the call. No exception, exit or
 *            abort leaves a library. TB_INVALID_ARGUMENT and TB_UNSUPPORTED are found before
 *            anything is written; after another failure the contents of outputs are undefined.
 * Sizes      T time steps, N sequences in a batch, I input size, H hidden size; int64_t, in
 *            elements, never bytes. T and N may be 0: the call then does what an empty loop does,
 *            and arrays without elements may be NULL. I and H are at least 1.
 * Arrays     Dense, row-major, the last index fastest; "y: [T,N,H]" has element (t,n,j) at
 *            (t*N + n)*H + j. Aligned as their element type; no padding. float is IEEE 754
 *            binary32.
 * NULL       Refused, except where the comment of a parameter says "or NULL" and what NULL stands
 *            for.
 * Aliasing   An output overlaps no input and no other output, except where a comment allows it.
 *            Inputs may overlap each other.
 * Lifetimes  The caller owns every array. tb_cpu_* keep no pointer after they return. tb_cuda_*
 *            take device pointers and enqueue work on a stream: arrays must live until that work is
 *            done.
 * Threads    Every function may be called from several threads at once, on outputs that do not
 *            overlap.
 * Bits       The same call on the same device gives the same bits. A sequence's results depend
 *            neither on the other sequences of its batch nor on N.
 * Gates      Wherever four gates are stacked, their order is i, f, g, o (input, forget, candidate,
 *            output). Parameters have the names and layouts of torch.nn.LSTM.
 */

#define TB_ABI_VERSION 1

#if defined(__GNUC__)
#define TB_API __attribute__((visibility("default")))
#else
#define TB_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tb_status {
    TB_OK = 0,
    TB_INVALID_ARGUMENT = 1, /* the caller's mistake: a size, pointer or value that is wrong */
    TB_OUT_OF_MEMORY = 2,    /* host or device memory ran out */
    TB_UNSUPPORTED = 3,      /* a valid request that this library or this device does not serve */
    TB_DEVICE_ERROR = 4,     /* the device or its driver failed */
    TB_INTERNAL = 5          /* a defect of Timbrel */
} tb_status;

/* TB_ABI_VERSION of the library. It changes with every change of a signature or a meaning. */
TB_API int32_t tb_cpu_abi_version(void);
TB_API int32_t tb_cuda_abi_version(void);

/*
 * What went wrong in the last failed call of this thread into this library: one line of UTF-8, ""
 * if none has failed. Never NULL. Valid until the next failing call of the same thread; a success
 * leaves it alone.
 */
TB_API const char *tb_cpu_last_error(void);
TB_API const char *tb_cuda_last_error(void);

/* Instruction sets that both the processor and the operating system provide. */
typedef enum tb_cpu_feature {
    TB_CPU_AVX2 = 1 << 0,
    TB_CPU_FMA = 1 << 1,
    TB_CPU_AVX512F = 1 << 2,
    TB_CPU_AVX512_BF16 = 1 << 3,
    TB_CPU_AMX_TILE = 1 << 4,
    TB_CPU_AMX_BF16 = 1 << 5,
    TB_CPU_AMX_INT8 = 1 << 6
} tb_cpu_feature;

/* features: [1] out, bits of tb_cpu_feature. */
TB_API tb_status tb_cpu_features(uint32_t *features);

/*
 * One LSTM layer, forward over T steps:
 *
 *     i = sigmoid(W_i x_t + U_i h + b_i)      c_t = f c + i g
 *     f = sigmoid(W_f x_t + U_f h + b_f)      h_t = o tanh(c_t)
 *     g =    tanh(W_g x_t + U_g h + b_g)
 *     o = sigmoid(W_o x_t + U_o h + b_o)
 *
 * with b = b_ih + b_hh, and h and c those of step t - 1, or h0 and c0 at t = 0.
 *
 * lengths   [N] or NULL: how many steps each sequence has, in 0..T; NULL: T for all. From
 *           lengths[n] on, a sequence's outputs are zero and its state stands still, as with
 *           PyTorch's packed sequences. The CPU refuses values outside 0..T; CUDA cannot look at
 *           them and takes the nearest in range.
 * x         [T,N,I]
 * w_ih      [4H,I] W, gates stacked i, f, g, o
 * w_hh      [4H,H] U, likewise
 * b_ih      [4H] or NULL: zeros
 * b_hh      [4H] or NULL: zeros
 * h0, c0    [N,H], each or NULL: zeros
 * y         [T,N,H] out: h_t
 * h_n, c_n  [N,H] out: h and c after each sequence's own last step. h_n may be h0 itself, c_n c0
 *           itself, so that a state is carried in place from chunk to chunk; chunks then give the
 *           same bits as the whole.
 * gates     [T,N,4H] out or NULL: not stored. i, f, g, o after sigmoid and tanh: what the way back
 *           needs
 * cells     [T,N,H] out or NULL: not stored. c_t, for the way back; gates and cells are zero where
 *           y is
 */
TB_API tb_status tb_cpu_lstm_forward(
        int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh, const float *b_ih, const float *b_hh,
        const float *h0, const float *c0,
        float *y, float *h_n, float *c_n, float *gates, float *cells);

/*
 * The same on the current CUDA device, all pointers (lengths too) in its memory. Allocates nothing
 * and does not wait, so that a graph can capture it; a failure while it runs shows in a later call
 * or synchronisation.
 *
 * stream    a cudaStream_t of the current device, or NULL: the default stream
 */
TB_API tb_status tb_cuda_lstm_forward(
        int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh, const float *b_ih, const float *b_hh,
        const float *h0, const float *c0,
        float *y, float *h_n, float *c_n, float *gates, float *cells,
        void *stream);

#ifdef __cplusplus
}
#endif

#endif
