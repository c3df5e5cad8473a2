// SPDX-License-Identifier: Apache-2.0

/** Streams of new frames from a trained network, side by side and chunk by chunk. */
package org.timbrel.nn.generate;
