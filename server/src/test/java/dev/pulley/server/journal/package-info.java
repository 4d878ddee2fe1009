/** Tests of the journal on real files, damaged ones among them. Nothing here may need more rights than a user has. */
@NullMarked
package dev.pulley.server.journal;

import org.jspecify.annotations.NullMarked;
