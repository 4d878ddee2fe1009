/**
 * Keys, tenants, sessions and limits: who asks, and what they may do. Never keeps a key itself, only its hash, and never
 * forgets that there are keys.
 */
@NullMarked
package dev.pulley.server.security;

import org.jspecify.annotations.NullMarked;
