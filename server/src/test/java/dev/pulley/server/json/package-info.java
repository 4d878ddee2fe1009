/** Tests of the strict reader: what is wrong must be told with its place, in our own words. */
@NullMarked
package dev.pulley.server.json;

import org.jspecify.annotations.NullMarked;
