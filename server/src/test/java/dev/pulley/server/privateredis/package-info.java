/** The private Redis, tried with real processes. Nothing here may leave a process running or listen beyond this machine. */
@NullMarked
package dev.pulley.server.privateredis;

import org.jspecify.annotations.NullMarked;
