/** Shows that the load keeps its tally rightly and that the comparison can fail. */
@NullMarked
package dev.pulley.loadtests.traffic;

import org.jspecify.annotations.NullMarked;
