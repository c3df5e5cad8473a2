// SPDX-License-Identifier: Apache-2.0

/** What can compute here: the devices, whether they can be used, and why not where they cannot. */
package org.timbrel.nn.device;
