/** Tests of {@code metrics}. */
@NullMarked
package dev.pulley.server.metrics;

import org.jspecify.annotations.NullMarked;
