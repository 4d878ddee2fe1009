/**
 * What the learner costs, measured by JMH, each cost with its baseline in the same run. A benchmark only measures: it
 * never decides whether a figure is good enough.
 */
@NullMarked
package dev.pulley.loadtests.benchmark;

import org.jspecify.annotations.NullMarked;
