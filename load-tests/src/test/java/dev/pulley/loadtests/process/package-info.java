/** Shows that what these tests start is ended again. */
@NullMarked
package dev.pulley.loadtests.process;

import org.jspecify.annotations.NullMarked;
