/**
 * What runs showed, as tables, files and curves. It must never round a figure into a better one, and its page asks nobody for
 * anything: all that it shows is in it.
 */
@NullMarked
package dev.pulley.loadtests.figures;

import org.jspecify.annotations.NullMarked;
