/** The whole server as tests of other packages start it; what a process of it does is tested from outside. */
@NullMarked
package dev.pulley.server.app;

import org.jspecify.annotations.NullMarked;
