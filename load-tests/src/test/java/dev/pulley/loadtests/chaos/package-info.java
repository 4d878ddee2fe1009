/** Shows that what the chaos suite reckons by itself is right. */
@NullMarked
package dev.pulley.loadtests.chaos;

import org.jspecify.annotations.NullMarked;
