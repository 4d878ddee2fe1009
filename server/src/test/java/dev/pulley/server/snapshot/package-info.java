/** Tests of the picture from which everything answers: it must come to what the evidence says, whatever fails on the way. */
@NullMarked
package dev.pulley.server.snapshot;

import org.jspecify.annotations.NullMarked;
