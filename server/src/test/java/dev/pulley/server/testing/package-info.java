/**
 * What tests of several packages share: real servers that leave nothing behind. It must never stand in for a part of Pulley: a test
 * double of our own types would agree with us, not with Redis.
 */
@NullMarked
package dev.pulley.server.testing;

import org.jspecify.annotations.NullMarked;
