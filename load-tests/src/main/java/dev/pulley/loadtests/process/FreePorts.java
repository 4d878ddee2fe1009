package dev.pulley.loadtests.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports of the loopback address that nobody listens on. None is given twice, so that what stopped finds its own again. */
public final class FreePorts {
    private static final int TRIES_MAX = 1_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    public static synchronized int take() throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(probe.getLocalPort())) {
                    return probe.getLocalPort();
                }
            }
        }
        throw new IOException("no free port is left");
    }
}
