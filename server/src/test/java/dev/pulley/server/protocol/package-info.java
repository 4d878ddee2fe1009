/**
 * The protocol between journals and Redis as a model that runs in memory, to show that no event is lost and none counts
 * twice. It must never touch the server's own classes, a clock, a thread or a socket: it is the protocol's rules and
 * nothing else, so that a run is its seed.
 */
@NullMarked
package dev.pulley.server.protocol;

import org.jspecify.annotations.NullMarked;
