/**
 * Runs the product's own programs as processes, the way a person would, and ends them. It must never use a class of the
 * server, leave a process behind however the caller ends, or end one that is not its own.
 */
@NullMarked
package dev.pulley.loadtests.process;

import org.jspecify.annotations.NullMarked;
