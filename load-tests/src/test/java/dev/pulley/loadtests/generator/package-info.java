/** Tests of the package of the same name. They must never depend on how fast the machine is. */
@NullMarked
package dev.pulley.loadtests.generator;

import org.jspecify.annotations.NullMarked;
