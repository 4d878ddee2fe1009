/** Tests of the adapters and their scripts on every real Redis that is there. Nothing here may stand in for Redis. */
@NullMarked
package dev.pulley.server.redis;

import org.jspecify.annotations.NullMarked;
