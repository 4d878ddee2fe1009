/** The outside contract, over real HTTP and a real Redis. Nothing here may know how an answer comes about. */
@NullMarked
package dev.pulley.server.http;

import org.jspecify.annotations.NullMarked;
