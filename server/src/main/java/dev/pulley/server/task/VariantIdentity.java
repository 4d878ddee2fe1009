package dev.pulley.server.task;

import dev.pulley.policies.evidence.MetricSums;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a variant is known by in tokens and evidence, for as long as the task lives.
 *
 * @param id never given to another variant of the task
 * @param version which payload it has now
 * @param payloads those that it had last, in the order of their versions; the last one has its greatest version
 * @param status whether it takes part, while the definition has it: active, paused or tripped
 * @param pardon what its guardrails do not hold against it any more; null where it was never put back
 */
public record VariantIdentity(
        String name,
        int id,
        int version,
        List<Payload> payloads,
        VariantStatus status,
        @Nullable Pardon pardon) {
    /** Older ones are forgotten: such a payload that comes back is a new version. */
    public static final int PAYLOADS_REMEMBERED_MAX = 100;

    private static final int HASH_BYTES = 16;

    /**
     * A payload that the variant has or had.
     *
     * @param inherits the version whose evidence counts for this one as well; 0 where it starts fresh
     */
    public record Payload(int version, String hash, int inherits) {}

    /**
     * What was known of guardrail metrics when a person put a tripped variant back, by position: only what comes after
     * it can trip the variant again.
     *
     * @param version the variant's version of which this was known; another one begins anew
     */
    public record Pardon(int version, Map<Integer, MetricSums> known) {
        public Pardon {
            known = Map.copyOf(known);
        }
    }

    public VariantIdentity {
        name = Names.shared(name);
        payloads = List.copyOf(payloads);
        if (status == VariantStatus.REMOVED) {
            throw new IllegalArgumentException("status must be one that a variant has in a definition: " + status);
        }
    }

    static VariantIdentity first(String name, int id, byte[] payload) {
        return new VariantIdentity(name, id, 1, List.of(new Payload(1, hash(payload), 0)), VariantStatus.ACTIVE, null);
    }

    /** With a payload: at its own version if it is remembered, else at a new one. */
    VariantIdentity having(byte[] payload, NewVersion rule) {
        String hash = hash(payload);
        Optional<Payload> remembered =
                payloads.stream().filter(earlier -> earlier.hash().equals(hash)).findFirst();
        if (remembered.isPresent()) {
            return new VariantIdentity(name, id, remembered.get().version(), payloads, status, pardon);
        }
        int next = payloads.getLast().version() + 1;
        List<Payload> all = new ArrayList<>(payloads);
        all.add(new Payload(next, hash, rule == NewVersion.INHERIT ? version : 0));
        List<Payload> kept = all.subList(Math.max(0, all.size() - PAYLOADS_REMEMBERED_MAX), all.size());
        return new VariantIdentity(name, id, next, kept, status, pardon);
    }

    VariantIdentity with(VariantStatus wanted) {
        return new VariantIdentity(name, id, version, payloads, wanted, pardon);
    }

    VariantIdentity pardoned(Pardon granted) {
        return new VariantIdentity(name, id, version, payloads, VariantStatus.ACTIVE, granted);
    }

    /** The versions whose evidence counts for the one that it has now; that one is the first. */
    public List<Integer> evidenceVersions() {
        List<Integer> versions = new ArrayList<>();
        int next = version;
        while (next != 0 && !versions.contains(next)) {
            versions.add(next);
            next = inherits(next);
        }
        return versions;
    }

    private int inherits(int of) {
        return payloads.stream()
                .filter(payload -> payload.version() == of)
                .mapToInt(Payload::inherits)
                .findFirst()
                .orElse(0);
    }

    private static String hash(byte[] payload) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(payload);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
