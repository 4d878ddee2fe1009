/**
 * Wiring: configuration, start and stop order, health. Holds no logic of its own.
 */
@NullMarked
package dev.pulley.server.app;

import org.jspecify.annotations.NullMarked;
