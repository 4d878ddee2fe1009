/**
 * Reads what people wrote (YAML, CSV) and says precisely where it is wrong. It must never guess a value that is missing
 * or skip a field that it does not know.
 */
@NullMarked
package dev.pulley.simulator.input;

import org.jspecify.annotations.NullMarked;
