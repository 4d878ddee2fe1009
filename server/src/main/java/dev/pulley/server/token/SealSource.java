package dev.pulley.server.token;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the keys of tokens come from. Thread-safe. */
public interface SealSource {
    /** As they are known now; the same object as long as nothing changes. */
    SealKeys current();

    /** Looks whether there are others; is done when that has succeeded, or failed, or would be asked for too often. */
    CompletionStage<?> look();

    /** Keys that never change. */
    static SealSource of(SealKey sealing, List<SealKey> others) {
        SealKeys keys = new SealKeys(sealing, others);
        return new SealSource() {
            @Override
            public SealKeys current() {
                return keys;
            }

            @Override
            public CompletionStage<?> look() {
                return CompletableFuture.completedStage(keys);
            }
        };
    }
}
