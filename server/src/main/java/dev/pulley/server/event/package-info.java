/**
 * The things that happen, and their binary form in the journal. Events are immutable facts; nothing here
 * decides anything.
 */
@NullMarked
package dev.pulley.server.event;

import org.jspecify.annotations.NullMarked;
