/**
 * What the wire and Redis allow, to measure Pulley against: a server that only reads and answers, and a client that only
 * sends the same script. Neither must ever do more than it has to, nor less than what a request costs in any case.
 */
@NullMarked
package dev.pulley.loadtests.bare;

import org.jspecify.annotations.NullMarked;
