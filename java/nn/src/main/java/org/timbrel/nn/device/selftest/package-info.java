// SPDX-License-Identifier: Apache-2.0

/** Whether the kernels of this machine's devices compute what they should. */
package org.timbrel.nn.device.selftest;
