/**
 * The Redis of Pulley's own, which is started when no other is named: one server process for each data folder, which outlives a
 * killed Pulley and is taken over by the next. It must never use another package of the server, kill a process that it cannot
 * show to be its own, or let the password reach a command line, a log or another user.
 */
@NullMarked
package dev.pulley.server.privateredis;

import org.jspecify.annotations.NullMarked;
