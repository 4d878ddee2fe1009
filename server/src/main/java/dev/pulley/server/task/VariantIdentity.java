package dev.pulley.server.task;

import java.util.List;

/**
 * What a variant is known by in tokens and evidence, for as long as the task lives.
 *
 * @param id never given to another variant of the task
 * @param version which payload it has now
 * @param payloadHashes of every payload that it ever had; the one of version v at place v - 1
 */
public record VariantIdentity(String name, int id, int version, List<String> payloadHashes) {
    public VariantIdentity {
        payloadHashes = List.copyOf(payloadHashes);
    }
}
