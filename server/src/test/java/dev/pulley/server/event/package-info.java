/** Tests of events as bytes, and of the clock that stamps them. */
@NullMarked
package dev.pulley.server.event;

import org.jspecify.annotations.NullMarked;
