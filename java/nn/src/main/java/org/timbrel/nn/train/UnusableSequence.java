// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/**
 * A file that was left out of the data.
 *
 * @param name of the file
 * @param reason one line
 */
public record UnusableSequence(String name, String reason) {}
