package dev.pulley.server.security;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All keys at one moment. They are kept as a set of entries that only grows, so that copies of it are brought to agree by
 * putting them together, in any order, and a revocation can't be undone by an older copy:
 *
 * <pre>
 * k:ID      a key
 * r:ID      when the key was revoked, in ms
 * e:ID      a session that was ended, and when it would have expired, in ms; dropped after that
 * s:NAME    a key that seals tokens; dropped when nothing that it sealed can be of use any more
 * d:NAME    when a sealing key was taken out of use, in ms; dropped when all copies have dropped the key
 * </pre>
 *
 * @param name of this set, random, which tells it from those of other Pulleys; null while there is nothing in it
 * @param change the name of the last change that Redis told of; empty where it told of none
 */
public record KeyRing(@Nullable String name, String change, Map<String, String> entries, Index index) {
    /** Revoked ones count, since they must stay known. */
    static final int KEYS_MAX = 10_000;

    static final int ENDED_SESSIONS_MAX = 10_000;

    static final KeyRing EMPTY = of(null, "", Map.of());

    private static final String KEY = "k:";
    private static final String REVOKED = "r:";
    private static final String ENDED = "e:";
    private static final String SEAL = "s:";
    private static final String SEAL_DROPPED = "d:";

    /** The keys by what they are looked up by. */
    record Index(Map<String, Key> byId, Map<String, Key> byHash, int endedSessions, List<Seal> seals) {}

    static KeyRing of(@Nullable String name, String change, Map<String, String> entries) {
        Map<String, Key> byId = new HashMap<>();
        Map<String, Key> byHash = new HashMap<>();
        List<Seal> seals = new ArrayList<>();
        int ended = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            if (entry.getKey().startsWith(KEY)) {
                Key key = Key.parse(entry.getKey().substring(KEY.length()), entry.getValue());
                byId.put(key.id(), key);
                byHash.put(key.hash(), key);
            } else if (entry.getKey().startsWith(ENDED)) {
                ended++;
            } else if (entry.getKey().startsWith(SEAL)) {
                seals.add(Seal.parse(entry.getKey().substring(SEAL.length()), entry.getValue()));
            }
        }
        seals.sort(Comparator.comparingLong(Seal::createdMillis).thenComparing(Seal::name));
        return new KeyRing(name, change, Map.copyOf(entries), new Index(byId, byHash, ended, List.copyOf(seals)));
    }

    static Map<String, String> entryOf(Key key) {
        return Map.of(KEY + key.id(), key.toText());
    }

    static Map<String, String> revocationOf(Key key, long millis) {
        return Map.of(REVOKED + key.id(), Long.toString(millis));
    }

    static Map<String, String> endOf(Session session) {
        return Map.of(ENDED + session.id(), Long.toString(session.expiresMillis()));
    }

    static Map<String, String> entryOf(Seal seal) {
        return Map.of(SEAL + seal.name(), seal.toText());
    }

    static Map<String, String> dropOf(Seal seal, long millis) {
        return Map.of(SEAL_DROPPED + seal.name(), Long.toString(millis));
    }

    /** The keys whose tokens are good, the oldest first. */
    public List<Seal> seals() {
        return index.seals.stream()
                .filter(seal -> !entries.containsKey(SEAL_DROPPED + seal.name()))
                .toList();
    }

    /** Whether there never was a key. */
    public boolean isKeyless() {
        return index.byId.isEmpty();
    }

    /** The key with this text, if it is one of ours that may still be used. */
    Optional<Key> key(String text) {
        return KeySecret.isPossible(text)
                ? Optional.ofNullable(index.byHash.get(KeySecret.hash(text))).filter(this::isGood)
                : Optional.empty();
    }

    /** The key that a session is of, if both may still be used. */
    Optional<Key> key(Session session, long nowMillis) {
        return session.expiresMillis() <= nowMillis || entries.containsKey(ENDED + session.id())
                ? Optional.empty()
                : Optional.ofNullable(index.byId.get(session.keyId())).filter(this::isGood);
    }

    private boolean isGood(Key key) {
        return !entries.containsKey(REVOKED + key.id());
    }

    public Optional<Key> withId(String id) {
        return Optional.ofNullable(index.byId.get(id));
    }

    /** When it was revoked, if it was. */
    public Optional<Long> revokedMillis(Key key) {
        return Optional.ofNullable(entries.get(REVOKED + key.id())).map(Long::parseLong);
    }

    /** The oldest first. */
    public List<Key> keys() {
        return index.byId.values().stream()
                .sorted(Comparator.comparingLong(Key::createdMillis).thenComparing(Key::id))
                .toList();
    }

    /** With those entries that it does not have. */
    KeyRing with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(entries);
        return all.size() == entries.size() ? this : of(name, change, all);
    }

    /** The entries that nobody needs any more. */
    List<String> expired(long nowMillis) {
        return entries.keySet().stream()
                .filter(entry -> isExpired(entry, nowMillis))
                .toList();
    }

    /** What is expired by one copy is by every other that has as much, so that no older copy brings it back for long. */
    private boolean isExpired(String entry, long nowMillis) {
        if (entry.startsWith(ENDED)) {
            return Long.parseLong(entries.getOrDefault(entry, "")) <= nowMillis;
        }
        if (entry.startsWith(SEAL_DROPPED)) {
            return Long.parseLong(entries.getOrDefault(entry, "")) + Seal.OPENS_MILLIS <= nowMillis;
        }
        return entry.startsWith(SEAL)
                && Seal.parse(entry.substring(SEAL.length()), entries.getOrDefault(entry, ""))
                        .isOutlived(index.seals, nowMillis);
    }

    KeyRing without(List<String> names) {
        if (names.isEmpty()) {
            return this;
        }
        Map<String, String> rest = new HashMap<>(entries);
        names.forEach(rest::remove);
        return of(name, change, rest);
    }
}
