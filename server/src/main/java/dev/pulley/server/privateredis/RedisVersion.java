package dev.pulley.server.privateredis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which server it is, as far as matters for who can read whose files. Only major and minor are compared: file formats do not
 * change between patches.
 *
 * @param patch the rest of the version, as the server says it
 */
record RedisVersion(Brand brand, int major, int minor, String patch) {
    enum Brand {
        REDIS,
        VALKEY
    }

    private static final Pattern PROGRAM_LINE = Pattern.compile("(?:(\\w+) )?[Ss]erver v=(\\d+)\\.(\\d+)(\\S*)");
    private static final Pattern NUMBER = Pattern.compile("(\\d+)\\.(\\d+)(\\S*)");
    private static final RedisVersion OLDEST = new RedisVersion(Brand.REDIS, 6, 2, "");
    /** Valkey began as this Redis and reads its files; what Redis wrote after it is no longer shared. */
    private static final RedisVersion LAST_COMMON = new RedisVersion(Brand.REDIS, 7, 2, "");

    /** From what a program answers to {@code --version}; the first Valkeys left their name out of it. */
    static Optional<RedisVersion> ofProgram(String answer) {
        Matcher line = PROGRAM_LINE.matcher(answer);
        if (!line.find()) {
            return Optional.empty();
        }
        String name = line.group(1) == null ? "Valkey" : line.group(1);
        return switch (name) {
            case "Redis" -> Optional.of(of(Brand.REDIS, line, 2));
            case "Valkey" -> Optional.of(of(Brand.VALKEY, line, 2));
            default -> Optional.empty();
        };
    }

    /** From the answer to INFO. Valkey says there with which Redis it is compatible, and its own version beside it. */
    static Optional<RedisVersion> ofInfo(String info) {
        Optional<RedisVersion> valkey =
                InfoReply.field(info, "valkey_version").flatMap(it -> ofNumber(Brand.VALKEY, it));
        return valkey.isPresent()
                ? valkey
                : InfoReply.field(info, "redis_version").flatMap(it -> ofNumber(Brand.REDIS, it));
    }

    /** From {@link #recorded()}. */
    static Optional<RedisVersion> ofRecord(String record) {
        String[] words = record.strip().split(" ", 2);
        if (words.length != 2) {
            return Optional.empty();
        }
        return switch (words[0]) {
            case "redis" -> ofNumber(Brand.REDIS, words[1]);
            case "valkey" -> ofNumber(Brand.VALKEY, words[1]);
            default -> Optional.empty();
        };
    }

    static RedisVersion redis(int major, int minor) {
        return new RedisVersion(Brand.REDIS, major, minor, "");
    }

    private static Optional<RedisVersion> ofNumber(Brand brand, String number) {
        Matcher matcher = NUMBER.matcher(number);
        return matcher.matches() ? Optional.of(of(brand, matcher, 1)) : Optional.empty();
    }

    private static RedisVersion of(Brand brand, Matcher matcher, int first) {
        return new RedisVersion(
                brand,
                Integer.parseInt(matcher.group(first)),
                Integer.parseInt(matcher.group(first + 1)),
                matcher.group(first + 2));
    }

    boolean isSupported() {
        return isAtLeast(OLDEST);
    }

    /** Whether this server can open a folder that {@code writer} has written. */
    boolean canOpen(RedisVersion writer) {
        if (brand == writer.brand) {
            return isAtLeast(writer);
        }
        return brand == Brand.VALKEY && LAST_COMMON.isAtLeast(writer);
    }

    private boolean isAtLeast(RedisVersion other) {
        return major > other.major || (major == other.major && minor >= other.minor);
    }

    /** What the folder remembers of its writer. */
    String recorded() {
        return (brand == Brand.REDIS ? "redis " : "valkey ") + major + "." + minor;
    }

    @Override
    public String toString() {
        return (brand == Brand.REDIS ? "Redis " : "Valkey ") + major + "." + minor + patch;
    }
}
