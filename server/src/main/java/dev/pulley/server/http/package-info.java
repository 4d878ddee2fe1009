/**
 * Routes, JSON in and out, and problem documents. Translates between the wire and the services; decides nothing
 * itself.
 */
@NullMarked
package dev.pulley.server.http;

import org.jspecify.annotations.NullMarked;
