/**
 * Brings the events of the data folders of all nodes into an empty store, and compares what two stores know. Reads the
 * folders and never changes one; knows neither Redis nor the terminal.
 */
@NullMarked
package dev.pulley.server.rebuild;

import org.jspecify.annotations.NullMarked;
