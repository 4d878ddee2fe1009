/**
 * Drives a live server over its HTTP contract, as any app would, behind the same interface as every other contender. It
 * must never use anything of the server but what an app can use.
 */
@NullMarked
package dev.pulley.simulator.live;

import org.jspecify.annotations.NullMarked;
