/**
 * The pages as files: read from the jar, packed for the wire, and named by an edition that changes whenever one of them
 * does. Knows nothing of requests, and never reads a file that is not in its list.
 */
@NullMarked
package dev.pulley.server.pages;

import org.jspecify.annotations.NullMarked;
