package dev.pulley.server.shipper;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Asks the ledger so that whatever goes wrong is a failed stage: nobody must wait for an answer for ever. */
final class Attempt {
    private Attempt() {}

    static <T> CompletionStage<T> at(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
