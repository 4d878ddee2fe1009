package dev.pulley.server.security;

import dev.pulley.server.token.SealKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A key that seals tokens, as it is kept.
 *
 * @param name random, and no secret; its first byte is the number by which tokens name the key. Names are random rather than
 *     counted, so that keys which are made at the same time, or by somebody who did not see the latest, are told apart.
 */
public record Seal(String name, long createdMillis, SealKey key) {
    /**
     * How long a key is known before it seals, so that every node which looks knows it by then, whether or not it can look
     * at the moment.
     */
    static final long KNOWN_BEFORE_MILLIS = Duration.ofSeconds(5).toMillis();

    /** How long what it sealed may be of use: the longest window and the longest grace, and a day for clocks. */
    static final long OPENS_MILLIS = Duration.ofDays(90 + 90 + 1).toMillis();

    private static final int NAME_BYTES = 6;
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{" + 2 * NAME_BYTES + "}");

    /** One that nobody else has, whose number none of the others has. */
    static Seal random(List<Seal> others, long createdMillis, SecureRandom random) {
        byte[] name = new byte[NAME_BYTES];
        do {
            random.nextBytes(name);
        } while (others.stream().anyMatch(other -> other.key.id() == (name[0] & 0xff)));
        return new Seal(HexFormat.of().formatHex(name), createdMillis, SealKey.random(name[0] & 0xff, random));
    }

    /** From when on it seals, if no other does that is newer. */
    public long sealsFromMillis() {
        return createdMillis + KNOWN_BEFORE_MILLIS;
    }

    /** Whether another has sealed for so long that nothing of this one's can be of use. */
    boolean isOutlived(List<Seal> all, long nowMillis) {
        return all.stream()
                .anyMatch(other ->
                        other.createdMillis > createdMillis && other.sealsFromMillis() + OPENS_MILLIS <= nowMillis);
    }

    /** As it is stored, in one line. The name stands apart. */
    String toText() {
        return createdMillis + " " + HexFormat.of().formatHex(key.secret());
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toText} writes */
    static Seal parse(String name, String text) {
        String[] parts = text.split(" ", -1);
        if (!NAME.matcher(name).matches() || parts.length != 2) {
            throw new IllegalArgumentException("the stored sealing key '" + name + "' is damaged");
        }
        int id = HexFormat.fromHexDigits(name, 0, 2);
        return new Seal(
                name, Long.parseLong(parts[0]), new SealKey(id, HexFormat.of().parseHex(parts[1])));
    }
}
