/** Tests of the pages, as files and in a real browser. */
@NullMarked
package dev.pulley.server.pages;

import org.jspecify.annotations.NullMarked;
