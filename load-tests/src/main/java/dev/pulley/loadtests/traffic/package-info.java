/**
 * What apps do to a server: a mixed load of decisions and rewards over HTTP, with a tally of everything that was acknowledged.
 * It must never believe the server about what it was told itself, and never reach past HTTP.
 */
@NullMarked
package dev.pulley.loadtests.traffic;

import org.jspecify.annotations.NullMarked;
