/**
 * Ports to what Redis keeps: apply a batch, read evidence and definitions. Holds no Redis type and no policy.
 */
@NullMarked
package dev.pulley.server.ledger;

import org.jspecify.annotations.NullMarked;
