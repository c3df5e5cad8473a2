// SPDX-License-Identifier: Apache-2.0

/**
 * Learning from sequences of frames: data, the training loop, and checkpoints that hold everything
 * that a resume needs.
 */
package org.timbrel.nn.train;
