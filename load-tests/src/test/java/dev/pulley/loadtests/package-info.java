/** Tests of what {@code ./pulley load} is asked for. They must never start a server. */
@NullMarked
package dev.pulley.loadtests;

import org.jspecify.annotations.NullMarked;
