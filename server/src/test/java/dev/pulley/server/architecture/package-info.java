/** Checks the shape of the whole service: which package may use which. It must never test what any of them does. */
@NullMarked
package dev.pulley.server.architecture;

import org.jspecify.annotations.NullMarked;
