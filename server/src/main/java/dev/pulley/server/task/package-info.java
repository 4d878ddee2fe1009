/**
 * Task definitions, their validation and their JSON form. Pure: no clock, no I/O; a variant's payload is opaque
 * bytes.
 */
@NullMarked
package dev.pulley.server.task;

import org.jspecify.annotations.NullMarked;
