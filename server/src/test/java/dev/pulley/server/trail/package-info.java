/** Tests of the merged events. They read folders that a journal wrote; they must never start a server. */
@NullMarked
package dev.pulley.server.trail;

import org.jspecify.annotations.NullMarked;
