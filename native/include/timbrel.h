/* SPDX-License-Identifier: Apache-2.0 */
/* The ABI of Timbrel's native libraries, libtimbrel_cpu.so.2 and libtimbrel_cuda.so.2. */
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
 * Sizes      T time steps, N sequences in a batch, I input size, H hidden size, D frame size, K
 *            mixture components; int64_t, in elements, never bytes. T and N may be 0: the call then
 *            does what an empty loop does, and arrays without elements may be NULL. I, H and D are
 *            at least 1.
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
 * Bits       The same call on the same device gives the same bits; on the CPU, with the same
 *            kernels (tb_cpu_kernels). A sequence's results depend neither on the other sequences
 *            of its batch nor on N; gradients of weights, which sum over the batch, do.
 * Padding    lengths: [N] or NULL: T for all; how many steps each sequence has, in 0..T. What
 *            inputs hold from there on, NaN too, has no influence.
 * Gates      Wherever four gates are stacked, their order is i, f, g, o (input, forget, candidate,
 *            output). Parameters have the names and layouts of torch.nn.LSTM.
 */

#define TB_ABI_VERSION 2

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
 * Which kernels serve this process: "avx512", "avx2" or "portable", the widest the machine has. The
 * environment variable TIMBREL_CPU_KERNELS, read at the first use, asks for narrower ones. Never
 * NULL.
 */
TB_API const char *tb_cpu_kernels(void);

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

/*
 * Uniform numbers from Philox4x32-10 (Salmon et al. 2011), keyed by seed and stream.
 *
 * low, high finite
 * out       [count] out, in low..high
 */
TB_API tb_status tb_cpu_uniform(
        int64_t seed, int64_t stream, float low, float high, int64_t count, float *out);

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
 * lengths   [N] or NULL. From lengths[n] on, a sequence's outputs are zero and its state stands
 *           still, as with PyTorch's packed sequences. The CPU refuses values outside 0..T; CUDA
 *           cannot look at them and takes the nearest in range.
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
 * The same, by plain loops over the C library's expf and tanhf: what the kernels are compared with.
 */
TB_API tb_status tb_cpu_lstm_forward_reference(
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

/*
 * The way back through tb_*_lstm_forward, with its inputs, y, gates and cells. h0 and c0 are what
 * the way forward began with, so not where h_n or c_n has overwritten them.
 *
 * dy            [T,N,H] the gradient of y
 * dh_n, dc_n    [N,H] the gradients of h_n and c_n, each or NULL: zeros
 * dgates        [T,N,4H] out: the gradients of the four gates' sums, zero past a length
 * dx            [T,N,I] out or NULL: not wanted. May be dy itself where I = H
 * dh0, dc0      [N,H] out, each or NULL: not wanted
 * dw_ih, dw_hh  [4H,I], [4H,H]: the gradients are added to what is there
 * db_ih, db_hh  [4H], each or NULL: not wanted; likewise added to
 */
TB_API tb_status tb_cpu_lstm_backward(
        int64_t T, int64_t N, int64_t I, int64_t H,
        const int64_t *lengths, const float *x,
        const float *w_ih, const float *w_hh,
        const float *h0, const float *c0,
        const float *y, const float *gates, const float *cells,
        const float *dy, const float *dh_n, const float *dc_n,
        float *dgates, float *dx, float *dh0, float *dc0,
        float *dw_ih, float *dw_hh, float *db_ih, float *db_hh);

typedef enum tb_activation { TB_IDENTITY = 0, TB_TANH = 1 } tb_activation;

/*
 * y = activation(x W^T + b), row by row.
 *
 * x         [R,I]
 * w         [O,I]
 * b         [O] or NULL: zeros
 * y         [R,O] out
 */
TB_API tb_status tb_cpu_dense_forward(
        int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *b, float *y);

/*
 * The way back through tb_*_dense_forward.
 *
 * y         [R,O] what it gave; not looked at with TB_IDENTITY, and may then be NULL
 * dy        [R,O] in: the gradient of y; out: the gradient before the activation
 * dx        [R,I] out or NULL: not wanted
 * dw, db    [O,I], [O]: the gradients are added to what is there; db or NULL: not wanted
 */
TB_API tb_status tb_cpu_dense_backward(
        int64_t R, int64_t I, int64_t O, tb_activation activation,
        const float *x, const float *w, const float *y,
        float *dy, float *dx, float *dw, float *db);

/*
 * Inverted dropout: y is 0 with the given probability and x / (1 - probability) otherwise. What is
 * dropped is a function of seed, step, layer, n, t and the place within W alone, so that the same
 * call turns dy into dx.
 *
 * step        0..2^32 - 1
 * layer       0..2^31 - 1
 * probability 0..1, without 1
 * x           [T,N,W], N below 2^32, T W at most 2^28
 * y           [T,N,W] out; may be x itself
 */
TB_API tb_status tb_cpu_dropout(
        int64_t T, int64_t N, int64_t W,
        int64_t seed, int64_t step, int64_t layer, float probability,
        const float *x, float *y);

/*
 * The losses of a head's outputs, and their gradient. P outputs a step:
 *
 *     K > 0   K logits, K x D means m, K x D raw scales r of a mixture of Gaussians with standard
 *             deviations s = floor + e^r, e^r being kept in e^-87..e^88. The loss of a step is the
 *             negative logarithm of the density at its target, in nats. P = K (1 + 2D)
 *     K = 0   D means. The loss of a step is the mean over D of the squared error. P = D
 *
 * scored_from  steps before this one are not scored; at least 0
 * floor        above 0, a normal number; not looked at where K = 0
 * outputs      [T,N,P]
 * targets      [T,N,D]
 * losses       [T,N] out or NULL: not stored; zero where not scored
 * d_outputs    [T,N,P] out or NULL: not wanted; the gradient of the sum, zero where not scored
 * sum          [1] out: the losses' sum, in the order of t, then n
 */
TB_API tb_status tb_cpu_head_loss(
        int64_t T, int64_t N, int64_t D, int64_t K,
        const int64_t *lengths, int64_t scored_from, float floor,
        const float *outputs, const float *targets,
        float *losses, float *d_outputs, double *sum);

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
 * step       from 1
 * beta1      0..1, without 1; so beta2
 * epsilon    above 0
 * max_norm   at least 0; 0: no clipping
 * parameters [count] in and out
 * gradients  [count]
 * m, v       [count] in and out, zeros before step 1
 * norm       [1] out: of the scaled gradients before clipping
 */
TB_API tb_status tb_cpu_adam(
        int64_t count, int64_t step,
        double rate, double beta1, double beta2, double epsilon, double decay,
        double scale, double max_norm,
        float *parameters, const float *gradients, float *m, float *v, double *norm);

/*
 * One step of gradient descent with momentum as torch.optim.SGD has it, and clipping and weight
 * decay as in tb_*_adam:
 *
 *     u = momentum u + g                      p = p - rate * decay * p - rate * u
 *
 * velocity   [count] in and out: u, zeros before the first step
 */
TB_API tb_status tb_cpu_sgd(
        int64_t count,
        double rate, double momentum, double decay, double scale, double max_norm,
        float *parameters, const float *gradients, float *velocity, double *norm);

/*
 * A network that generates: L LSTM layers of H units; between two of them a dense layer of E units
 * with tanh where E > 0; and a head as in tb_*_head_loss. All float parameters lie in one array:
 *
 *     for l = 0..L-1     w_ih [4H,I], w_hh [4H,H], b_ih [4H], b_hh [4H],
 *                        and where E > 0 and l < L-1: w [E,H], b [E]
 *     head               w [P,H], b [P]
 *
 * with I = D in the first layer and E, or H where E = 0, in the others.
 *
 * tb_*_generator_pack lays them out for tb_*_generate; what that layout is belongs to the library,
 * the machine and the kernels, and to the array's address.
 *
 * size       [1] out: floats of the layout
 * parameters as above
 * packed     [size] out
 */
TB_API tb_status tb_cpu_generator_size(
        int64_t D, int64_t L, int64_t H, int64_t E, int64_t K, int64_t *size);
TB_API tb_status tb_cpu_generator_pack(
        int64_t D, int64_t L, int64_t H, int64_t E, int64_t K,
        const float *parameters, float *packed);

/*
 * Advances N slots by some steps: a step's input is the slot's last frame, and what is drawn from
 * the head becomes its last frame. Draws are a function of seed, stream and position, the number of
 * frames drawn before; a stream is the same bits at any N, in any slot, whenever it joined, and
 * however its steps are divided over calls.
 *
 * packed       from tb_*_generator_pack, at the same address
 * floor        of the head's standard deviations
 * active       [N]: a slot with 0 is left alone; or NULL: all are active
 * seeds        [N]
 * streams      [N]
 * temperatures [N], 0..1000: divides the logits and multiplies the variances; 0: the mean of the
 *              likeliest component. Not looked at where K = 0, whose draw is the mean
 * forced       [steps,N,D] or NULL. Frames that become the last ones without a draw: only the state
 *              moves
 * positions    [N] in and out, 0..2^32 - 1 - steps; stand still with forced
 * frames       [N,D] in and out: the last frame of each
 * h, c         [L,N,H] in and out
 * out          [steps,N,D] out: the frames drawn, zero where a slot is not active. NULL with forced
 */
TB_API tb_status tb_cpu_generate(
        int64_t D, int64_t L, int64_t H, int64_t E, int64_t K, float floor,
        const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const float *forced,
        int64_t *positions, float *frames, float *h, float *c, float *out);

#ifdef __cplusplus
}
#endif

#endif
