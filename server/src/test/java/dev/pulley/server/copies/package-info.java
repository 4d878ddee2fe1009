/** What nodes copy of a real Redis, and give back to it. */
@NullMarked
package dev.pulley.server.copies;

import org.jspecify.annotations.NullMarked;
