/**
 * What the evidence says about each variant's true mean outcome. It never decides who gets traffic, and never reads
 * anything but the summaries that it is given.
 */
@NullMarked
package dev.pulley.policies.posterior;

import org.jspecify.annotations.NullMarked;
