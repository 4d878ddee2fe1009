/** Tests of what is shown of a task. They reckon from views that are made by hand; they must never start a server. */
@NullMarked
package dev.pulley.server.stats;

import org.jspecify.annotations.NullMarked;
