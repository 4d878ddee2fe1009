/** The command line of the proving ground. It only reads what is asked for and prints what came of it. */
@NullMarked
package dev.pulley.loadtests;

import org.jspecify.annotations.NullMarked;
