/** Tests of the sealed decision id: it must open to what was sealed, and to nobody else. */
@NullMarked
package dev.pulley.server.token;

import org.jspecify.annotations.NullMarked;
