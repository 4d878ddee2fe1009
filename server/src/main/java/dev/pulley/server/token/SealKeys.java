package dev.pulley.server.token;

import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of tokens at one moment.
 *
 * @param sealing the one that new tokens are sealed with
 * @param others those whose tokens are still good
 */
public record SealKeys(SealKey sealing, List<SealKey> others) {
    public SealKeys {
        others = List.copyOf(others);
    }

    /** The one that seals first. */
    public Stream<SealKey> all() {
        return Stream.concat(Stream.of(sealing), others.stream());
    }
}
