/** Tests of definitions and of what stays the same over their revisions. */
@NullMarked
package dev.pulley.server.task;

import org.jspecify.annotations.NullMarked;
