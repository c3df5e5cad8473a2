// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.Devices;

/** The processor, which fails, hesitates or is thought to work ahead when it is told to. */
final class BrokenDevice {

    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicLong hesitates = new AtomicLong();
    private final boolean ahead;

    BrokenDevice() {
        this(false);
    }

    /** ahead: whether calls are begun as on a device that works on its own. */
    BrokenDevice(boolean ahead) {
        this.ahead = ahead;
    }

    /** Fails from the next call on. */
    void fail() {
        broken.set(true);
    }

    /** The next call takes so much longer. */
    void hesitate(long millis) {
        hesitates.set(millis);
    }

    Device open() {
        Device real = Devices.open("cpu");
        return (Device)
                Proxy.newProxyInstance(
                        Device.class.getClassLoader(),
                        new Class<?>[] {Device.class},
                        (proxy, method, arguments) -> {
                            if (ahead && method.getName().equals("isAsynchronous")) {
                                return true;
                            }
                            if (method.getName().startsWith("generate")) {
                                TimeUnit.MILLISECONDS.sleep(hesitates.getAndSet(0));
                                if (broken.get()) {
                                    throw new DeviceException("it is on fire");
                                }
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
