/**
 * Carries the journal to the ledger: in order, in batches, one in flight for each partition, and answers those
 * who wait; or replays one that is not written any more. The only writer of the ledger.
 */
@NullMarked
package dev.pulley.server.shipper;

import org.jspecify.annotations.NullMarked;
