/**
 * Sends HTTP requests at a pace and measures how long they take, on one thread, so that a server shares its machine with as
 * little else as possible. It must never know what the requests mean, and never leave a call that was due out of its figures.
 */
@NullMarked
package dev.pulley.loadtests.generator;

import org.jspecify.annotations.NullMarked;
