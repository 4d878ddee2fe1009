/**
 * The laboratory's command line: reads what was asked for and hands it on. It must never compute a result itself.
 */
@NullMarked
package dev.pulley.simulator;

import org.jspecify.annotations.NullMarked;
