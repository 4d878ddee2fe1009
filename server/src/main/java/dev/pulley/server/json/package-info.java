/**
 * Strict reading and plain writing of JSON over a streaming parser: no unknown field, no duplicate, no trailing
 * text. Never builds a tree and never binds to classes by reflection.
 */
@NullMarked
package dev.pulley.server.json;

import org.jspecify.annotations.NullMarked;
