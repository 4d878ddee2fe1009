/**
 * Chooses a variant for a call from the snapshot's prepared tables and journals the choice. Never waits for
 * anything.
 */
@NullMarked
package dev.pulley.server.decision;

import org.jspecify.annotations.NullMarked;
