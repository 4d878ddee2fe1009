/**
 * Takes rewards: opens the token, checks the value, journals it and waits for the shipper's answer. Never reads
 * or writes Redis.
 */
@NullMarked
package dev.pulley.server.reward;

import org.jspecify.annotations.NullMarked;
