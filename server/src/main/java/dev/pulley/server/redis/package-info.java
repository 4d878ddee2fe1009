/**
 * The adapters of the ledger's ports to Redis, and the Lua scripts. The only place, besides the wiring, that
 * knows lettuce.
 */
@NullMarked
package dev.pulley.server.redis;

import org.jspecify.annotations.NullMarked;
