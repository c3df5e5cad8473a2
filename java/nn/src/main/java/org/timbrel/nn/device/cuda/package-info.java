// SPDX-License-Identifier: Apache-2.0

/**
 * NVIDIA GPUs as devices: the CUDA runtime through its presets, and the kernels of libtimbrel_cuda.
 */
package org.timbrel.nn.device.cuda;
