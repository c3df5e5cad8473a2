// SPDX-License-Identifier: Apache-2.0

/**
 * What can compute, behind one interface: memory, products and kernels. {@link Devices} opens one;
 * {@link CheckedDevice} stands before each and checks every array, so that devices hold calls
 * alone.
 */
package org.timbrel.nn.device;
