// SPDX-License-Identifier: Apache-2.0

/** The processor as a device: host memory and the kernels of libtimbrel_cpu. */
package org.timbrel.nn.device.cpu;
