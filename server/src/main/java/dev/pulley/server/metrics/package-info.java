/**
 * Counters and histograms that cost nanoseconds, and their text for Prometheus. Never keeps a label that a caller can choose.
 */
@NullMarked
package dev.pulley.server.metrics;

import org.jspecify.annotations.NullMarked;
