package dev.pulley.server.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a key may be used for. */
public enum Role {
    DECIDE,
    REPORT,
    VIEW,
    ADMIN;

    public static final Set<Role> ALL = Set.copyOf(EnumSet.allOf(Role.class));

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String text) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(text))
                .findFirst();
    }

    /** Whether a holder of these roles may do what needs this one: admin includes view, nothing else includes another. */
    boolean isAmong(Set<Role> held) {
        return held.contains(this) || (this == VIEW && held.contains(ADMIN));
    }

    /** Their names in the order in which they stand here. */
    public static String text(Set<Role> roles) {
        return roles.stream().sorted().map(Role::wireName).collect(Collectors.joining(","));
    }
}
