/** Tests of {@code security}. */
@NullMarked
package dev.pulley.server.security;

import org.jspecify.annotations.NullMarked;
