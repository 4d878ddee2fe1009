package dev.pulley.server.security;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.task.Names;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key, but for its text.
 *
 * @param id what people call it by; no secret
 * @param hash of its text
 * @param source what its rewards are said to come from, if it says so
 * @param trust the weight of its rewards, over 0 and at most 1
 */
public record Key(
        String id,
        String hash,
        Tenant tenant,
        Set<Role> roles,
        @Nullable String source,
        double trust,
        long createdMillis) {
    public Key {
        roles = Set.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles: a key needs at least one of decide, report, view, admin");
        }
        if (!(trust > 0 && trust <= 1)) {
            throw new IllegalArgumentException("trust must be over 0 and at most 1, not " + trust);
        }
        if (source != null && !Names.isName(source)) {
            throw new IllegalArgumentException("source: " + Names.RULE);
        }
    }

    /** As it is stored, in one line. The id stands apart. */
    String toText() {
        byte[] json = new JsonWriter()
                .object(o -> {
                    o.string("hash", hash);
                    o.string("tenant", tenant.name());
                    o.string("roles", Role.text(roles));
                    if (source != null) {
                        o.string("source", source);
                    }
                    o.number("trust", (Double) trust);
                    o.number("created", createdMillis);
                })
                .toBytes();
        return new String(json, StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toText} writes */
    static Key parse(String id, String text) {
        Faults faults = new Faults();
        Fields fields = new Fields();
        try {
            JsonReader.readStored(text.getBytes(StandardCharsets.UTF_8), faults, in -> name -> fields.read(in, name));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException("the stored key '" + id + "' " + e.detail(), e);
        }
        if (!faults.isEmpty() || fields.hash == null || fields.tenant == null || fields.trust == null) {
            throw new IllegalArgumentException("the stored key '" + id + "' lacks something");
        }
        return new Key(
                id,
                fields.hash,
                Tenant.named(fields.tenant),
                fields.roles,
                fields.source,
                fields.trust,
                Objects.requireNonNullElse(fields.created, 0.0).longValue());
    }

    private static final class Fields {
        private @Nullable String hash;
        private @Nullable String tenant;
        private final Set<Role> roles = EnumSet.noneOf(Role.class);
        private @Nullable String source;
        private @Nullable Double trust;
        private @Nullable Double created;

        void read(JsonReader in, String name) throws MalformedJson {
            switch (name) {
                case "hash" -> hash = in.string();
                case "tenant" -> tenant = in.string();
                case "roles" -> {
                    for (String role :
                            Objects.requireNonNullElse(in.string(), "").split(",", -1)) {
                        roles.add(Optional.of(role)
                                .flatMap(Role::of)
                                .orElseThrow(() -> new IllegalArgumentException("roles: no role '" + role + "'")));
                    }
                }
                case "source" -> source = in.string();
                case "trust" -> trust = in.number();
                case "created" -> created = in.number();
                default -> in.unknownField();
            }
        }
    }
}
