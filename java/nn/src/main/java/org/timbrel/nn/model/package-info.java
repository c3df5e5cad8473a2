// SPDX-License-Identifier: Apache-2.0

/**
 * The recurrent network on any device: its spec, its parameters under PyTorch's names, forward and
 * backward over a batch of sequences, and streams that it generates side by side.
 */
package org.timbrel.nn.model;
