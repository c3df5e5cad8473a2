// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and Ctrl-C, for a command that takes its time to stop and then ends as it should: the
 * first asks for that, the second ends the process at once. A shutdown hook could do neither: it
 * never hears of the second, and the status is the signal's.
 */
final class StopSignals {

    /** What a shell makes of a process that SIGTERM ended. */
    private static final int ENDED_BY_SIGNAL = 143;

    private final CountDownLatch asked = new CountDownLatch(1);

    /** Listens from now on; where the platform has no signals, to nothing. */
    StopSignals() {
        try {
            // By name: javac warns of sun.misc, which Java supports all the same (JEP 260).
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            StopSignals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    heard();
                                    return null;
                                }
                                return method.getName().equals("hashCode")
                                        ? (Object) System.identityHashCode(proxy)
                                        : (Object) (proxy == arguments[0]);
                            });
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            System.getLogger(StopSignals.class.getName())
                    .log(System.Logger.Level.DEBUG, "no signals here", e);
        }
    }

    private void heard() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(ENDED_BY_SIGNAL);
        }
        asked.countDown();
    }

    /** Waits until the process is asked to stop. */
    void await() throws InterruptedException {
        asked.await();
    }
}
