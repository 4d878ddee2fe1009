package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.ServerProcess;
import dev.pulley.loadtests.traffic.NodeClient;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A server, and the apps' way to it. */
final class Node implements Closeable {
    private final Path dataFolder;
    private final ServerProcess process;
    private final String[] options;
    private final NodeClient client = new NodeClient(URI.create("http://127.0.0.1:1"));

    Node(Path dataFolder, ServerProcess process, String... options) {
        this.dataFolder = dataFolder;
        this.process = process;
        this.options = options.clone();
    }

    /** Starts it; how long that took until it was ready. */
    Duration start() throws IOException {
        Duration taken = process.start(options);
        client.moveTo(process.address());
        return taken;
    }

    /** As by {@code kill -9}. */
    void kill() throws IOException {
        process.kill();
        client.moveTo(process.address());
    }

    Path dataFolder() {
        return dataFolder;
    }

    ServerProcess process() {
        return process;
    }

    NodeClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.close();
    }
}
