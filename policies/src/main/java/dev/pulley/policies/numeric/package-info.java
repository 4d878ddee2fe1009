/**
 * Special functions and quadrature, to nearly full double precision. It knows numbers only: no variant, outcome or
 * evidence is ever named here.
 */
@NullMarked
package dev.pulley.policies.numeric;

import org.jspecify.annotations.NullMarked;
