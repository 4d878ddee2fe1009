package dev.pulley.server.security;

/**
 * What a cookie stands for. Tenant and roles are the key's, as they are when it is used.
 *
 * @param id random, by which it can be ended
 */
public record Session(String keyId, String id, long expiresMillis) {}
