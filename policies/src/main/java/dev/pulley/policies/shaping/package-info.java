/**
 * What early signals say of the outcome, and whether they still do. It never lets a signal be more certain than the outcomes
 * have shown it to be, and never counts a decision twice.
 */
@NullMarked
package dev.pulley.policies.shaping;

import org.jspecify.annotations.NullMarked;
