// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * A tensor's way to the host while its device goes on working: begun behind the work whose result
 * is to be read, and taken when that is needed. Work that is begun in between does not delay it. A
 * GPU's has page-locked memory of its own.
 *
 * <p>One thread at a time.
 */
public interface ReadBack extends AutoCloseable {

    /**
     * Begins to read what all work begun so far leaves in a tensor. Returns at once. The tensor
     * must not be written again, nor closed, before it is taken.
     *
     * @param count its first elements, that are read
     * @throws IllegalStateException if something is under way
     */
    void begin(Tensor source, int count);

    /**
     * Waits for what was begun, and for nothing behind it. Other threads can give the device work
     * meanwhile.
     *
     * @param target whose first elements it becomes
     * @throws IllegalStateException if nothing is under way
     * @throws DeviceException if the device failed since; nothing is under way any more
     */
    void take(float[] target);

    /** Waits for what is under way, which is dropped, and frees the memory. */
    @Override
    void close();
}
