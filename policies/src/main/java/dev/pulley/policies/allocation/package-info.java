/**
 * The policies: pure functions from posterior to allocation, and the tables that draw from one. Building an allocation
 * and drawing from it stay two functions, and no randomness is made here: the bits of a draw are always an argument.
 */
@NullMarked
package dev.pulley.policies.allocation;

import org.jspecify.annotations.NullMarked;
