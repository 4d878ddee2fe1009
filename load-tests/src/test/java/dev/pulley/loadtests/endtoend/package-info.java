/**
 * The product as its users meet it: the launcher, the server's jar, its exit codes and its HTTP answers. These tests must never
 * reach into the server, and never depend on what another process on this machine does.
 */
@NullMarked
package dev.pulley.loadtests.endtoend;

import org.jspecify.annotations.NullMarked;
