/** The demo against a small server of its own; it never reaches beyond loopback. */
@NullMarked
package dev.pulley.server.demo;

import org.jspecify.annotations.NullMarked;
