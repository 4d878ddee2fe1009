/** Tests of the road from the journal to a real Redis that hangs, loses connections or forgets. Nothing here may lose an event. */
@NullMarked
package dev.pulley.server.shipper;

import org.jspecify.annotations.NullMarked;
