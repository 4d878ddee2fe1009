package dev.pulley.loadtests.load;

import java.net.URI;
import java.util.List;

/**
 * The servers that are loaded.
 *
 * @param key empty where they need none
 */
record Target(List<URI> nodes, String key) {
    Target {
        nodes = List.copyOf(nodes);
    }
}
