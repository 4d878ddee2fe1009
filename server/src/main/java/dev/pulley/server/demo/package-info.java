/**
 * The demo: three simulated apps that decide and report over HTTP, so that somebody who has just started a server can
 * watch it learn. It is an app like any other: it must never use another package of the server, and never change a task
 * that is there already.
 */
@NullMarked
package dev.pulley.server.demo;

import org.jspecify.annotations.NullMarked;
