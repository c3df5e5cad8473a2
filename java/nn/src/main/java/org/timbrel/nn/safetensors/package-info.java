// SPDX-License-Identifier: Apache-2.0

/**
 * Files of named tensors in the safetensors format, as huggingface/safetensors describes it: eight
 * bytes with the header's length, a JSON header, the numbers. Reading trusts nothing in the file.
 */
package org.timbrel.nn.safetensors;
