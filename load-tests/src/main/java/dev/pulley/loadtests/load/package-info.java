/**
 * {@code ./pulley load} but for its chaos: what apps ask of a server, and how fast it is, alone and beside what the wire and
 * Redis allow. It must never measure a server that it made anything easier for than an app would.
 */
@NullMarked
package dev.pulley.loadtests.load;

import org.jspecify.annotations.NullMarked;
