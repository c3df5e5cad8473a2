/* SPDX-License-Identifier: Apache-2.0 */
/* The ABI of Timbrel's native libraries, libtimbrel_cpu.so.7 and libtimbrel_cuda.so.7. */
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
 * Sizes      T time steps, N sequences in a batch, I input size, H hidden size, G gates of a cell
 *            (4, 3 or 1), D frame size, K mixture components or categories; int64_t, in elements,
 *            bytes only where the comment says so. T and N may be 0: the call then does what an
 *            empty loop does, and arrays without elements may be NULL. I, H and D are at least 1.
 * Arrays     Dense, row-major, the last index fastest; "y: [T,N,H]" has element (t,n,j) at
 *            (t*N + n)*H + j. Aligned as their element type; no padding. float is IEEE 754
 *            binary32.
 * NULL       Refused, except where the comment of a parameter says "or NULL" and what NULL stands
 *            for.
 * Aliasing   An output overlaps no input and no other output, except where a comment allows it.
 *            Inputs may overlap each other.
 * Lifetimes  The caller owns every array. tb_cpu_* keep no pointer after they return.
 * CUDA       tb_cuda_* take the arguments of their tb_cpu_* namesake, then those that their own
 *            declaration adds. Arrays, also those of one element and of lengths, steps and the
 *            numbers of an optimizer, lie in the memory of the current device and must live until
 *            the work is done that the call enqueues on its stream (a cudaStream_t of the current
 *            device, or NULL: the default stream). They allocate nothing and do not wait, so that a
 *            graph can capture them; a failure while they run shows in a later call or
 *            synchronisation. What the CPU refuses after a look at an array they cannot see; each
 *            comment says what they do instead. Structures are read before the call returns and
 *            lie in the host's memory.
 * Threads    Every function may be called from several threads at once, on outputs that do not
 *            overlap.
 * Bits       The same call on the same device gives the same bits; on the CPU, with the same
 *            kernels (tb_cpu_kernels), on a GPU with the same plan (tb_plan). A sequence's results do
 *            not depend on the other sequences of its batch, nor on N as long as the same kernels
 *            serve, TB_PRODUCTS excepted; gradients of weights, which sum over the batch, depend on
 *            both.
 * Padding    lengths: [N] or NULL: T for all; how many steps each sequence has, in 0..T. What
 *            inputs hold from there on, NaN too, has no influence.
 * Gates      Wherever gates are stacked, their order is i, f, g, o (input, forget, candidate,
 *            output) for an LSTM and r, z, n (reset, update, candidate) for a GRU. Parameters have
 *            the names and layouts of torch.nn.LSTM, torch.nn.GRU and torch.nn.RNN.
 */

#define TB_ABI_VERSION 7

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
 * Which kernels serve this process: "avx512bf16", "avx512", "avx2" or "portable", the widest the
 * machine has. The environment variable TIMBREL_CPU_KERNELS, read at the first use, asks for narrower
 * ones, or for "amx", which are avx512's but for tb_cpu_generate in TB_BF16. Never NULL.
 */
TB_API const char *tb_cpu_kernels(void);

/*
 * How many threads one call may use: 1 and on, or 0: as many as processors that the process may run
 * on, which is what holds before the first call. One pool serves the process; while it works for
 * one call, another does its work alone in its own thread. No bits depend on it.
 */
TB_API tb_status tb_cpu_set_threads(int64_t count);

/* What holds: at least 1. */
TB_API int64_t tb_cpu_threads(void);

/*
 * What the operands of products are rounded to, to nearest, ties to even; sums are made in fp32.
 * Everything else, master weights and states among it, is fp32.
 */
typedef enum tb_precision {
    TB_FP32 = 0,
    TB_TF32 = 1, /* 10 bits of mantissa; CUDA only */
    TB_BF16 = 2  /* 7 bits; on the CPU in tb_cpu_generate only */
} tb_precision;

/*
 * C = A B, or C + A B where accumulate is not 0. An element's products are added in the order of k,
 * so that a row of C does not depend on the other rows.
 *
 * a         [M,K], or [K,M] where transpose_a is not 0
 * b         [K,N], or [N,K] where transpose_b is not 0
 * c         [M,N] in and out
 */
TB_API tb_status tb_cpu_gemm(
        int32_t transpose_a, int32_t transpose_b, int32_t accumulate,
        int64_t M, int64_t N, int64_t K,
        const float *a, const float *b, float *c);
TB_API tb_status tb_cuda_gemm(
        tb_precision precision, int32_t transpose_a, int32_t transpose_b, int32_t accumulate,
        int64_t M, int64_t N, int64_t K,
        const float *a, const float *b, float *c, void *stream);

/*
 * Uniform numbers from Philox4x32-10 (Salmon et al. 2011), keyed by seed and stream.
 *
 * low, high finite
 * out       [count] out, in low..high; the same bits on every device
 */
TB_API tb_status tb_cpu_uniform(
        int64_t seed, int64_t stream, float low, float high, int64_t count, float *out);
TB_API tb_status tb_cuda_uniform(
        int64_t seed, int64_t stream_of_seed, float low, float high, int64_t count, float *out,
        void *stream);

typedef enum tb_cell {
    TB_LSTM = 0,    /* G = 4 */
    TB_GRU = 1,     /* G = 3 */
    TB_RNN_TANH = 2 /* G = 1 */
} tb_cell;

/*
 * One recurrent layer, forward over T steps. With p = W x_t + b_ih and q = U (m h) + b_hh, both [G,H]
 * (gates stacked), h and c those of step t - 1, or h0 and c0 at t = 0, and m the mask:
 *
 *     LSTM     i, f, o = sigmoid(p + q)           g = tanh(p_g + q_g)
 *              c_t = f c + i g                    h_t = o tanh(c_t)
 *     GRU      r, z = sigmoid(p + q)              n = tanh(p_n + r q_n)
 *              h_t = (1 - z) n + z h
 *     RNN      h_t = tanh(p + q)
 *
 * Where norm_hh is given, U (m h) is normalised first (Ba et al. 2016, equation 20): the G H sums
 * of a step less their mean, over the root of their variance + 1e-5, times norm_hh. The sums of the
 * input are normalised by tb_*_layer_norm_forward before.
 *
 * lengths   [N] or NULL. From lengths[n] on, a sequence's outputs are zero and its state stands
 *           still, as with PyTorch's packed sequences. The CPU refuses values outside 0..T; CUDA
 *           takes the nearest in range.
 * x         [T,N,I], or NULL: gates holds W x already, without b_ih
 * w_ih      [G H,I] W, gates stacked; not looked at, and may be NULL, where x is NULL
 * w_hh      [G H,H] U, likewise stacked
 * b_ih      [G H] or NULL: zeros
 * b_hh      [G H] or NULL: zeros
 * norm_hh   [G H] or NULL: no layer norm
 * mask      [N,H] or NULL: ones. Recurrent dropout (Gal and Ghahramani 2016): the same at every
 *           step; see tb_*_dropout. It is on the way into U alone, not on z h of a GRU
 * h0, c0    [N,H], each or NULL: zeros. c0 is not looked at but by an LSTM
 * y         [T,N,H] out: h_t
 * h_n, c_n  [N,H] out: h and c after each sequence's own last step. h_n may be h0 itself, c_n c0
 *           itself, so that a state is carried in place from chunk to chunk; chunks then give the
 *           same bits as the whole. c_n may be NULL but with an LSTM
 *
 * What the way back needs, each out or NULL: not stored. Zero where y is.
 *
 * gates     [T,N,G H] the gates after sigmoid and tanh. In and out, and not NULL, where x is NULL
 * cells     [T,N,H] LSTM: c_t. GRU: q_n, what r is multiplied with. RNN: not looked at
 * h_in      [T,N,H] m h, what U was multiplied with
 * normed    [T,N,G H] with norm_hh: the normalised sums, before the factor norm_hh
 * rstd      [T,N] with norm_hh: 1 over the root
 */
TB_API tb_status tb_cpu_recurrent_forward(
        tb_cell cell, tb_precision precision, int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh, const float *b_ih, const float *b_hh,
        const float *norm_hh, const float *mask, const float *h0, const float *c0,
        float *y, float *h_n, float *c_n,
        float *gates, float *cells, float *h_in, float *normed, float *rstd);

/*
 * The same, by plain loops over the C library's expf and tanhf: what the kernels are compared with.
 */
TB_API tb_status tb_cpu_recurrent_forward_reference(
        tb_cell cell, int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh, const float *b_ih, const float *b_hh,
        const float *norm_hh, const float *mask, const float *h0, const float *c0,
        float *y, float *h_n, float *c_n,
        float *gates, float *cells, float *h_in, float *normed, float *rstd);

/* What plans need to know of a card. */
typedef struct tb_card {
    int64_t capability;      /* 10 times the major number and the minor one: 90 is Hopper */
    int64_t multiprocessors;
    int64_t shared_bytes;    /* the most that one block may have */
    int64_t cooperative;     /* not 0: grids whose blocks are all resident can be launched */
    int64_t cluster_blocks;  /* most blocks of a cluster that have so much: 16, 8, 4, 2; 0: no
                                clusters */
    int64_t clusters[4];     /* how many clusters of 16, 8, 4 and 2 such blocks are resident at once,
                                each where there are no others */
} tb_card;

/*
 * Asks the current device.
 *
 * card       [1] out, in the host's memory
 */
TB_API tb_status tb_cuda_card(tb_card *card);

/* Which kernels serve. */
typedef enum tb_kernels {
    TB_PLAIN = 0,    /* weights are read from the cache at every step, by a block a slot, or a launch
                        a step: serves everything */
    TB_CLUSTERS = 1, /* weights stay in a team of blocks, which is a cluster */
    TB_GRID = 2,     /* the same, of blocks of one cooperative grid, which meet in the L2 cache */
    TB_PRODUCTS = 3  /* a product of all slots and a matrix at a time, by the caller's library,
                        with tb_cuda_generate_part between them */
} tb_kernels;

/*
 * How a layer, or a network that generates, is computed: fixed before the first step, by nothing but
 * the card, the sizes and the precision, so that no bits depend on which of the N slots are in use.
 * N is one of the sizes: with another the plan, and with the plan the kernels, may be others. A team
 * of blocks keeps the weights and advances some slots (or sequences) together; teams do not wait for
 * each other.
 */
typedef struct tb_plan {
    int64_t kernels;      /* a tb_kernels */
    int64_t blocks;       /* of a team */
    int64_t units;        /* of a layer that one block owns: a multiple of 4. blocks * units is a
                             multiple of 16 and at least H */
    int64_t slots;        /* of a team: a multiple of 8 */
    int64_t teams;        /* teams * slots is at least N */
    int64_t registers;    /* groups of 16 bytes of weights that a thread keeps in its registers, less
                             where it has fewer: of W_hh, in a network of that of one layer */
    int64_t shared_bytes; /* of a block */
    int64_t proven;       /* not 0: these kernels were right on such a card */
    char why[232];        /* in words, one line */
} tb_plan;

/*
 * The plan of tb_cuda_recurrent_forward and tb_cuda_recurrent_backward.
 *
 * norm       not 0: with layer norm
 * wanted     a tb_kernels: these, TB_PLAIN where they cannot serve; or -1: the best that serve, as
 *            far as they are proven on such a card; or -2: the best that serve, proven or not. Best
 *            are clusters, then a grid, then products of a network, then the plain ones
 * plan       [1] out; in the host's memory, as card
 */
TB_API tb_status tb_cuda_plan_recurrent(
        const tb_card *card, tb_cell cell, tb_precision precision, int64_t N, int64_t H,
        int64_t norm, int64_t wanted, tb_plan *plan);

/*
 * Where a call launches teams it takes a signal beside the plan, [2] or NULL, in memory that both the
 * host and the device see. Blocks of a team wait for each other; where signal[0] is not 0, or where
 * they have waited a second in vain, all of them leave, and signal[1] is 1. Outputs are then
 * undefined.
 */

/* Bytes of scratch memory that any tb_cuda_* call on at most N sequences and H units needs. */
TB_API tb_status tb_cuda_workspace_size(int64_t N, int64_t H, int64_t *bytes);

/*
 * plan       of these sizes, or NULL: the plain kernels, which also serve where gates is NULL
 * workspace  [tb_cuda_workspace_size] bytes that no other work in flight uses, aligned to 256
 */
TB_API tb_status tb_cuda_recurrent_forward(
        tb_cell cell, tb_precision precision, int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh, const float *b_ih, const float *b_hh,
        const float *norm_hh, const float *mask, const float *h0, const float *c0,
        float *y, float *h_n, float *c_n,
        float *gates, float *cells, float *h_in, float *normed, float *rstd,
        const tb_plan *plan, int32_t *signal, void *workspace, void *stream);

/*
 * The way back through tb_*_recurrent_forward, with its inputs and what it stored. h0 and c0 are
 * what the way forward began with, so not where h_n or c_n has overwritten them.
 *
 * x             as forward. May be NULL where dx and dw_ih are; so w_ih where dx is
 * h_in          as stored, or NULL: h0 and y stand for it, which a mask forbids
 * cells         as stored; NULL with an RNN
 * normed, rstd  as stored with norm_hh; NULL without
 * dy            [T,N,H] the gradient of y
 * dh_n, dc_n    [N,H] the gradients of h_n and c_n, each or NULL: zeros
 * dgates        [T,N,G H] out: the gradients of W x + b_ih, zero past a length.
 *               May be gates itself with CUDA's kernels of an LSTM without norm_hh
 * dhidden       [T,N,G H] out: the gradients of U (m h), zero past a length. NULL where they are
 *               dgates: with an LSTM or an RNN without norm_hh
 *
 * Each of these out, or NULL: not wanted. Those of parameters are added to what is there.
 *
 * dx            [T,N,I]. May be dy itself where I = H
 * dh0, dc0      [N,H]
 * dw_ih, dw_hh  [G H,I], [G H,H]
 * db_ih, db_hh  [G H]
 * dnorm_hh      [G H] with norm_hh
 *
 * plan and workspace are those of tb_cuda_recurrent_forward, but the way forward may have had another
 * plan. The plain kernels also serve other cells than LSTMs.
 */
TB_API tb_status tb_cpu_recurrent_backward(
        tb_cell cell, tb_precision precision, int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh, const float *norm_hh, const float *mask,
        const float *h0, const float *c0,
        const float *y, const float *gates, const float *cells,
        const float *h_in, const float *normed, const float *rstd,
        const float *dy, const float *dh_n, const float *dc_n,
        float *dgates, float *dhidden, float *dx, float *dh0, float *dc0,
        float *dw_ih, float *dw_hh, float *db_ih, float *db_hh, float *dnorm_hh);
TB_API tb_status tb_cuda_recurrent_backward(
        tb_cell cell, tb_precision precision, int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh, const float *norm_hh, const float *mask,
        const float *h0, const float *c0,
        const float *y, const float *gates, const float *cells,
        const float *h_in, const float *normed, const float *rstd,
        const float *dy, const float *dh_n, const float *dc_n,
        float *dgates, float *dhidden, float *dx, float *dh0, float *dc0,
        float *dw_ih, float *dw_hh, float *db_ih, float *db_hh, float *dnorm_hh,
        const tb_plan *plan, int32_t *signal, void *workspace, void *stream);

/*
 * Zeros where a sequence has no steps: x[t,n,:] from t = lengths[n] on.
 *
 * lengths   [N] or NULL: nothing is done
 * x         [T,N,W] in and out
 */
TB_API tb_status tb_cpu_clear_past(
        int64_t T, int64_t N, int64_t W, const int64_t *lengths, float *x);
TB_API tb_status tb_cuda_clear_past(
        int64_t T, int64_t N, int64_t W, const int64_t *lengths, float *x, void *stream);

/*
 * Layer norm of every row without a shift (a bias follows where one is wanted):
 * y = gain (x - mean) / sqrt(variance + 1e-5), mean and variance over the row.
 *
 * x         [R,W]
 * gain      [W]
 * y         [R,W] out; may be x itself
 * normed    [R,W] out or NULL: not stored; y without the factor gain
 * rstd      [R] out or NULL: not stored; 1 over the root
 */
TB_API tb_status tb_cpu_layer_norm_forward(
        int64_t R, int64_t W, const float *x, const float *gain,
        float *y, float *normed, float *rstd);
TB_API tb_status tb_cuda_layer_norm_forward(
        int64_t R, int64_t W, const float *x, const float *gain,
        float *y, float *normed, float *rstd, void *stream);

/*
 * The way back.
 *
 * dy        [R,W] the gradient of y
 * dx        [R,W] out; may be dy itself
 * dgain     [W]: the gradient is added to what is there
 */
TB_API tb_status tb_cpu_layer_norm_backward(
        int64_t R, int64_t W, const float *gain, const float *normed, const float *rstd,
        const float *dy, float *dx, float *dgain);
TB_API tb_status tb_cuda_layer_norm_backward(
        int64_t R, int64_t W, const float *gain, const float *normed, const float *rstd,
        const float *dy, float *dx, float *dgain, void *stream);

/*
 * Rows of a table, and what goes on beside them unchanged.
 *
 * C         values beside a token, at least 0
 * tokens    [R,1+C] a whole number in 0..V-1, V at most 2^24, and C values. The CPU refuses other
 *           tokens; CUDA takes the nearest, and 0 for NaN
 * table     [V,M]
 * y         [R,M+C] out: row r is table[tokens[r,0]] and the C values behind it
 */
TB_API tb_status tb_cpu_embedding_forward(
        int64_t R, int64_t V, int64_t M, int64_t C,
        const float *tokens, const float *table, float *y);
TB_API tb_status tb_cuda_embedding_forward(
        int64_t R, int64_t V, int64_t M, int64_t C,
        const float *tokens, const float *table, float *y, void *stream);

/*
 * The way back: dtable[tokens[r,0]] += the first M of dy[r], in the order of r.
 *
 * dy        [R,M+C]
 * dtable    [V,M]: the gradient is added to what is there
 */
TB_API tb_status tb_cpu_embedding_backward(
        int64_t R, int64_t V, int64_t M, int64_t C,
        const float *tokens, const float *dy, float *dtable);
TB_API tb_status tb_cuda_embedding_backward(
        int64_t R, int64_t V, int64_t M, int64_t C,
        const float *tokens, const float *dy, float *dtable, void *stream);

typedef enum tb_activation { TB_IDENTITY = 0, TB_TANH = 1 } tb_activation;

/*
 * y = activation(x W^T + b), row by row.
 *
 * x         [R,I], or NULL: y holds x W^T already
 * w         [O,I]; may be NULL where x is
 * b         [O] or NULL: zeros
 * y         [R,O] out
 */
TB_API tb_status tb_cpu_dense_forward(
        int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *b, float *y);
TB_API tb_status tb_cuda_dense_forward(
        tb_precision precision, int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *b, float *y, void *stream);

/*
 * The way back through tb_*_dense_forward.
 *
 * x, w      as forward. x may be NULL where dw is, w where dx is
 * y         [R,O] what it gave; not looked at with TB_IDENTITY, and may then be NULL
 * dy        [R,O] in: the gradient of y; out: the gradient before the activation
 * dx        [R,I] out or NULL: not wanted
 * dw, db    [O,I], [O], each or NULL: not wanted; the gradients are added to what is there
 */
TB_API tb_status tb_cpu_dense_backward(
        int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *y,
        float *dy, float *dx, float *dw, float *db);
TB_API tb_status tb_cuda_dense_backward(
        tb_precision precision, int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *y,
        float *dy, float *dx, float *dw, float *db, void *stream);

/*
 * Inverted dropout: y is 0 with the given probability and x / (1 - probability) otherwise. What is
 * dropped is a function of seed, step, layer, n, t and the place within W alone, so that the same
 * call turns dy into dx.
 *
 * A recurrent layer's mask is what becomes of ones [1,N,H].
 *
 * from        t of the first row, at least 0: a chunk of a sequence gives the bits of the whole
 * seed        [1]
 * step        [1] 0..2^32 - 1; CUDA takes the lower 32 bits
 * layer       0..2^31 - 1
 * probability 0..1, without 1
 * x           [T,N,W] or NULL: ones; N below 2^32, (from + T) W at most 2^28
 * y           [T,N,W] out; may be x itself
 */
TB_API tb_status tb_cpu_dropout(
        int64_t from, int64_t T, int64_t N, int64_t W,
        const int64_t *seed, const int64_t *step, int64_t layer, float probability,
        const float *x, float *y);
TB_API tb_status tb_cuda_dropout(
        int64_t from, int64_t T, int64_t N, int64_t W,
        const int64_t *seed, const int64_t *step, int64_t layer, float probability,
        const float *x, float *y, void *stream);

typedef enum tb_head {
    TB_MEAN = 0,        /* K = 0, P = D */
    TB_MIXTURE = 1,     /* K components, P = K (1 + 2D) */
    TB_CATEGORICAL = 2, /* K categories, D = 1, P = K */
    TB_BERNOULLI = 3    /* K = 0, P = D */
} tb_head;

/*
 * The losses of a head's outputs, and their gradient. P outputs a step:
 *
 *     TB_MEAN         D means. The loss of a step is the mean over D of the squared error.
 *     TB_MIXTURE      K logits, K x D means m, K x D raw scales r of a mixture of Gaussians with
 *                     standard deviations s = floor + e^r, e^r being kept in e^-87..e^88. The loss
 *                     of a step is the negative logarithm of the density at its target, in nats.
 *     TB_CATEGORICAL  K logits of K categories. A target is one of them, a whole number in 0..K-1
 *                     (CUDA takes the nearest, the CPU refuses others). The loss is the negative
 *                     logarithm of its probability, in nats. K at most 2^24.
 *     TB_BERNOULLI    D logits of D independent events. Targets are 0 or 1 (what lies between is
 *                     the probability it is to have). The loss is the sum over D of the cross
 *                     entropies, in nats.
 *
 * scored_from  steps before this one are not scored; at least 0
 * floor        above 0, a normal number, at most 1e30; not looked at but by TB_MIXTURE
 * outputs      [T,N,P]
 * targets      [T,N,D]
 * losses       [T,N] out or NULL: not stored (CUDA wants it); zero where not scored
 * d_outputs    [T,N,P] out or NULL: not wanted; the gradient of the sum, zero where not scored
 * sum          [1] out: the losses' sum, in one order
 */
TB_API tb_status tb_cpu_head_loss(
        tb_head head, int64_t T, int64_t N, int64_t D, int64_t K,
        const int64_t *lengths, int64_t scored_from, float floor,
        const float *outputs, const float *targets,
        float *losses, float *d_outputs, double *sum);
TB_API tb_status tb_cuda_head_loss(
        tb_head head, int64_t T, int64_t N, int64_t D, int64_t K,
        const int64_t *lengths, int64_t scored_from, float floor,
        const float *outputs, const float *targets,
        float *losses, float *d_outputs, double *sum, void *workspace, void *stream);

/*
 * One step of Adam (Kingma and Ba 2015) with bias correction and decoupled weight decay:
 *
 *     g = scale * gradient, shortened to max_norm where its norm over all is longer
 *     m = beta1 m + (1 - beta1) g             v = beta2 v + (1 - beta2) g^2
 *     p = p - rate * decay * p - rate * m' / (sqrt(v') + epsilon)
 *         with m' = m / (1 - beta1^step) and v' = v / (1 - beta2^step)
 *
 * Where the norm is not finite nothing is changed; that is no error, and norm tells.
 *
 * how        [8] in this order: step (from 1), rate, beta1, beta2 (each 0..1, without 1), epsilon
 *            (above 0), decay, scale, max_norm (at least 0; 0: no clipping). The CPU refuses others
 * parameters [count] in and out
 * gradients  [count]
 * m, v       [count] in and out, zeros before step 1
 * norm       [1] out: of the scaled gradients before clipping
 */
TB_API tb_status tb_cpu_adam(
        int64_t count, const double *how,
        float *parameters, const float *gradients, float *m, float *v, double *norm);
TB_API tb_status tb_cuda_adam(
        int64_t count, const double *how,
        float *parameters, const float *gradients, float *m, float *v, double *norm,
        void *workspace, void *stream);

/*
 * One step of gradient descent with momentum as torch.optim.SGD has it, and clipping and weight
 * decay as in tb_*_adam:
 *
 *     u = momentum u + g                      p = p - rate * decay * p - rate * u
 *
 * how        [5] in this order: rate, momentum, decay, scale, max_norm
 * velocity   [count] in and out: u, zeros before the first step
 */
TB_API tb_status tb_cpu_sgd(
        int64_t count, const double *how,
        float *parameters, const float *gradients, float *velocity, double *norm);
TB_API tb_status tb_cuda_sgd(
        int64_t count, const double *how,
        float *parameters, const float *gradients, float *velocity, double *norm,
        void *workspace, void *stream);

/*
 * A network that generates: an embedding where tokens go in; L recurrent layers of H units; between
 * two of them a dense layer of E units with tanh where E > 0; and a head as in tb_*_head_loss. All
 * float parameters lie in one array:
 *
 *     where M > 0        table [K,M]
 *     for l = 0..L-1     w_ih [G H,I], w_hh [G H,H], b_ih [G H], b_hh [G H],
 *                        where layer_norm, norm_ih [G H], norm_hh [G H],
 *                        and where E > 0 and l < L-1, w [E,H], b [E]
 *     head               w [P,H], b [P]
 *
 * with I = M + C in the first layer where M > 0, else input_size, or D + C where that is 0; and E, or
 * H where E = 0, in the others. The last C columns of the first w_ih are those of the conditions.
 */
typedef struct tb_network {
    int64_t cell;           /* a tb_cell */
    int64_t head;           /* a tb_head */
    int64_t frame_size;     /* D; 1 with TB_CATEGORICAL: a token */
    int64_t layers;         /* L, at least 1 */
    int64_t hidden_size;    /* H */
    int64_t dense_size;     /* E, or 0: none */
    int64_t components;     /* K, as the head has it */
    int64_t embedding_size; /* M, 0 where no tokens go in: with TB_CATEGORICAL it or input_size is
                               at least 1, with the other heads it is 0 */
    int64_t layer_norm;     /* 0: none; 1: norm_ih on W x, norm_hh on U h of every layer */
    double scale_floor;     /* of a mixture's standard deviations: as floor in tb_*_head_loss */
    int64_t input_size;     /* of what goes in where that is no frame of the head's; 0: frames, or
                               tokens, as the head has them, go in. 0 where M > 0 */
    int64_t condition_size; /* C, values that go in at every step behind the frame, or behind what
                               stands for the token; 0: none, and always 0 where input_size is not */
} tb_network;

/*
 * tb_*_generator_pack lays the parameters out for tb_*_generate; what that layout is belongs to the
 * library, the machine and the kernels, and to the array's address.
 *
 * size       [1] out, in the host's memory: floats of the layout
 * parameters as above
 * packed     [size] out
 * plan       what it is for, or NULL: the plain kernels
 */
TB_API tb_status tb_cpu_generator_size(
        const tb_network *network, tb_precision precision, int64_t *size);
TB_API tb_status tb_cuda_generator_size(
        const tb_network *network, tb_precision precision, int64_t *size, const tb_plan *plan);
TB_API tb_status tb_cpu_generator_pack(
        const tb_network *network, tb_precision precision,
        const float *parameters, float *packed);
TB_API tb_status tb_cuda_generator_pack(
        const tb_network *network, tb_precision precision,
        const float *parameters, float *packed, const tb_plan *plan, void *stream);

/*
 * Which token may follow which: a table over S states and the K tokens of a TB_CATEGORICAL network.
 *
 * next [S,K]: the state that a token leads to; what is not in 0..S-1: the token is forbidden
 */
typedef struct tb_grammar {
    int64_t states;    /* S, at least 1 */
    int64_t end_token; /* behind which nothing comes, in 0..K-1, or -1: none */
    const int64_t *next;
} tb_grammar;

/*
 * Advances N slots by some steps: a step's input is the slot's last frame, with the step's conditions
 * where there are some, and what is drawn from the head becomes its last frame. Draws are a function
 * of seed, stream and position, the number of frames drawn before; a stream is the same bits in any
 * slot, whenever it joined, and however its steps are divided over calls; and at any N that the same
 * kernels serve, with TB_PRODUCTS at the same N alone.
 *
 * With a grammar, what the slot's state forbids has the probability 0 before temperature, top_k and
 * top_p are looked at, and what is drawn or forced moves the state. A slot whose last token is the
 * end token has ended: from then on it repeats that token, and nothing of it moves, its position and
 * the layers' state among it. So does a slot whose last token was forbidden: a forced one, which the
 * CPU refuses; or token 0, which is drawn where a state forbids all.
 *
 * network      whose input_size is 0
 * packed       from tb_*_generator_pack, of the same network and precision, at the same address
 * active       [N]: a slot with 0 is left alone; or NULL: all are active
 * seeds        [N]
 * streams      [N]
 * temperatures [N], 0..1000: divides the logits and multiplies the variances; 0: the likeliest
 *              component's mean, category, or event. Not looked at by TB_MEAN, whose draw is the
 *              mean. CUDA takes the nearest in range
 * top_k        [N] or NULL: 0 for all. TB_CATEGORICAL draws from the so many likeliest; 0: all
 * top_p        [N] or NULL: 1 for all. Of what top_k leaves, TB_CATEGORICAL draws from the fewest
 *              likeliest whose share of its probability at that temperature is this or more; above
 *              0, 1: all
 * grammar      or NULL: none; with TB_CATEGORICAL alone
 * conditions   [steps,N,C]: those of the frame that a step draws; NULL where C = 0
 * forced       [steps,N,D] or NULL. Frames that become the last ones without a draw: only the state
 *              moves
 * positions    [N] in and out, 0..2^32 - 1 - steps; stand still with forced
 * states       [N] in and out: the grammar's states, 0..S-1, or -1: ended; NULL without a grammar.
 *              CUDA takes the nearest
 * frames       [N,D] in and out: the last frame of each
 * h, c         [L,N,H] in and out; c not looked at, and may be NULL, but with an LSTM
 * out          [steps,N,D] out: the frames drawn, zero where a slot is not active. NULL with forced
 */
TB_API tb_status tb_cpu_generate(
        const tb_network *network, tb_precision precision,
        const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p,
        const tb_grammar *grammar, const float *conditions, const float *forced,
        int64_t *positions, int64_t *states, float *frames, float *h, float *c, float *out);

/*
 * What makes frames of the draws of a TB_CATEGORICAL network: a linear prediction from the past, and
 * a bank of recorded innovations, in clusters that the network's categories name. Of one sound, or
 * of several between which weights choose. Matrices lie by what goes in: element (k,d) is what value
 * k in adds to value d out.
 *
 * mean         [C,D]
 * gains        [C,(P+S) D,D] of z_{t-1}..z_{t-P} and the S averages, each less the mean
 * rates        [S] 1 / time constant in steps, in 0..1
 * innovations  [J,D] in the order of time
 * whitened     [J,D] each innovation times whitening
 * whitening    [D,D]
 * ends         [J] not 0: no successor of this entry is the entry behind it. The last has none
 * order        [J] entries, by sound and by cluster
 * starts       [C K+1] where in order the entries of sound c and cluster k begin: at c K + k. Never
 *              falls. What is outside 0..J is taken as the nearest, here and in order
 * low, high    [C,D] the ranges of values. What is not a number counts as below low
 * levels       [D,B] with level_offset [B]: levels of a frame, as of bands, whose ranges are
 *              level_low, level_high [C,B]. What levels are outside of them is taken back from a
 *              frame by level_back [B,D]
 */
typedef struct tb_texture {
    int64_t frame_size; /* D */
    int64_t past;       /* P, at least 1 */
    int64_t averages;   /* S, at least 0 */
    int64_t sounds;     /* C, at least 1 */
    int64_t entries;    /* J, 1..2^24 */
    int64_t levels;     /* B, 0: none; arrays of levels are then not looked at */
    double run;         /* mean length of the runs in which innovations follow each other, at least 1 */
    const float *mean, *gains, *rates;
    const float *innovations, *whitened, *whitening;
    const int64_t *ends, *order, *starts;
    const float *low, *high;
    const float *level_matrix, *level_offset, *level_back, *level_low, *level_high;
} tb_texture;

/*
 * Advances N slots by some steps of a texture. With w [C] the weights of a slot at a step, and every
 * range and mean the sum of the sounds' by these weights:
 *
 *     p = mean + sum over c of w_c gains_c [z_{t-1} - mean .. z_{t-P} - mean, a_1 - mean .. a_S - mean]
 *     the network's input is [z_{t-1}, u_{t-1}], and where C > 1 w behind it: 2 D (+ C) = input_size
 *     with probability 1 - 1/run, where the last entry j has a successor: j + 1
 *     otherwise: a sound c by w, a category of those that have entries of c, from the head as
 *         tb_*_generate draws it, and one of these entries, each as likely
 *     z_t = p + innovation_j, u_t = whitened_j
 *     z_t is brought into low..high, then its levels into theirs
 *     a_s = a_s + rate_s (z_t - a_s)
 *
 * Sounds of weight 0 cost nothing. Where the sound drawn has no entries: no innovation, u_t = 0 and
 * no last entry. Draws and bits are as in tb_*_generate, from which the other arguments are.
 *
 * network   with TB_CATEGORICAL
 * weights   [steps,N,C], at least 0, each slot's sum at each step 1; or NULL: all of the first sound
 * forced    [steps,N,D] or NULL. Frames that are taken as z_t without a draw and as they are: then
 *           u_t = (z_t - p) whitening, there is no last entry, and only the state moves
 * state     [N,(P+S+1) D] in and out: z_{t-1}..z_{t-P}, a_1..a_S, u_{t-1}
 * last      [N] in and out: the last entry, in 0..J-1, or -1: none. CUDA takes others as none
 * out       [steps,N,D] out: z_t, zero where a slot is not active. NULL with forced
 */
TB_API tb_status tb_cpu_generate_texture(
        const tb_network *network, const tb_texture *texture, tb_precision precision,
        const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p,
        const float *weights, const float *forced,
        int64_t *positions, float *state, int64_t *last, float *h, float *c, float *out);

/*
 * The plan of tb_cuda_generate or tb_cuda_generate_texture.
 *
 * texture    or NULL: none. Its arrays are not looked at
 * N          slots
 * wanted, plan as in tb_cuda_plan_recurrent
 */
TB_API tb_status tb_cuda_plan_generation(
        const tb_card *card, const tb_network *network, const tb_texture *texture,
        tb_precision precision, int64_t N, int64_t wanted, tb_plan *plan);

/*
 * texture    or NULL: for tb_cuda_generate. Its arrays are not looked at
 * plan       of the network, the texture and N, that packed was made for, or NULL: the plain kernels
 * workspace  [tb_cuda_generate_workspace_size] bytes that no other work in flight uses, aligned to
 *            256
 */
TB_API tb_status tb_cuda_generate_workspace_size(
        const tb_network *network, const tb_texture *texture, int64_t N, int64_t *bytes,
        const tb_plan *plan);
TB_API tb_status tb_cuda_generate(
        const tb_network *network, tb_precision precision,
        const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p,
        const tb_grammar *grammar, const float *conditions, const float *forced,
        int64_t *positions, int64_t *states, float *frames, float *h, float *c, float *out,
        const tb_plan *plan, int32_t *signal, void *workspace, void *stream);
TB_API tb_status tb_cuda_generate_texture(
        const tb_network *network, const tb_texture *texture, tb_precision precision,
        const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p,
        const float *weights, const float *forced,
        int64_t *positions, float *state, int64_t *last, float *h, float *c, float *out,
        const tb_plan *plan, int32_t *signal, void *workspace, void *stream);

/*
 * Generation by a library of products, TB_PRODUCTS: what tb_cuda_generate or
 * tb_cuda_generate_texture does in one call is done in parts. A step is
 *
 *     for part = 0, 1, .. of the last product
 *         C = A W^T for every product of this part, in any order
 *         tb_cuda_generate_part(.., step, part, ..)
 *
 * for step = 0..steps-1. A and C are the caller's to read and write only for that. Operands are
 * rounded to the precision. With forced the last part's product may be left out.
 */
typedef struct tb_product {
    int64_t part;    /* the call that follows */
    int64_t columns; /* of C [N,columns] and rows of W [columns,depth] */
    int64_t depth;   /* of A [N,depth] */
    int64_t a;       /* where A begins in the workspace, in floats */
    int64_t w;       /* where W begins in packed, in floats */
    int64_t c;       /* where C begins in the workspace, in floats */
} tb_product;

/*
 * The products of a step, by ascending part.
 *
 * packed     of a plan of TB_PRODUCTS; its elements are not looked at
 * count      [1] in: elements of products; out: how many there are
 * products   [count] out, or NULL: only count is wanted; both in the host's memory
 */
TB_API tb_status tb_cuda_generate_products(
        const tb_network *network, int64_t N, const float *packed,
        int64_t *count, tb_product *products);

/*
 * texture    or NULL: as in tb_cuda_generate. What follows as there and in tb_cuda_generate_texture,
 *            the same in all parts of a call; what only one of them has may be NULL for the other
 * workspace  [tb_cuda_generate_workspace_size, with the plan] bytes that no other work uses between
 *            the first part of the first step and the last of the last, aligned to 256
 */
TB_API tb_status tb_cuda_generate_part(
        const tb_network *network, const tb_texture *texture, tb_precision precision,
        const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p,
        const tb_grammar *grammar, const float *conditions, const float *weights,
        const float *forced,
        int64_t *positions, int64_t *states, float *frames, float *state, int64_t *last,
        float *h, float *c, float *out,
        int64_t step, int64_t part, void *workspace, void *stream);

#ifdef __cplusplus
}
#endif

#endif
