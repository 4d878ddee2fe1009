package dev.pulley.server.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param keyId by which key, or {@code local} where none is needed
 * @param source what the caller's rewards come from, if the key says so
 * @param trust the weight of the caller's rewards
 * @param session the session that the caller came by, if it was not the key itself
 */
public record Caller(
        Tenant tenant,
        String keyId,
        Set<Role> roles,
        @Nullable String source,
        double trust,
        @Nullable Session session) {
    /** Whoever asks a server without keys. */
    public static final Caller LOCAL = new Caller(Tenant.DEFAULT, "local", Role.ALL, null, 1, null);

    static Caller of(Key key, @Nullable Session session) {
        return new Caller(key.tenant(), key.id(), key.roles(), key.source(), key.trust(), session);
    }

    /** Whether the caller has one of these roles. */
    public boolean mayAsAnyOf(Set<Role> wanted) {
        for (Role role : wanted) {
            if (role.isAmong(roles)) {
                return true;
            }
        }
        return false;
    }
}
