// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeStatusTest {

    @ParameterizedTest
    @CsvSource({
        "1, java.lang.IllegalArgumentException, what happened",
        "2, org.timbrel.nn.device.DeviceMemoryException, what happened",
        "3, java.lang.UnsupportedOperationException, what happened",
        "4, org.timbrel.nn.device.DeviceException, what happened",
        "5, org.timbrel.nn.device.DeviceException, what happened",
        "9, org.timbrel.nn.device.DeviceException,"
                + "'what happened (status 9, which timbrel.h does not have)'",
    })
    void makesATypedException(int status, Class<?> type, String message) {
        RuntimeException exception = NativeStatus.exception(status, "what happened");
        assertEquals(type, exception.getClass());
        assertEquals(message, exception.getMessage());
    }
}
