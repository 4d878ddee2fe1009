/**
 * Writes results as text, JSON and one HTML page. It must never change a figure, and a page must never ask the network for
 * anything.
 */
@NullMarked
package dev.pulley.simulator.report;

import org.jspecify.annotations.NullMarked;
