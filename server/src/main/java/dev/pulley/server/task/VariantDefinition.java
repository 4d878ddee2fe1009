package dev.pulley.server.task;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One arm, as an experimenter defines it.
 *
 * @param payload JSON, opaque to us
 * @param maxShare the greatest share of the traffic that it may get
 * @param share what it gets under the policy {@code fixed}; null for an even part of what the others leave
 */
@SuppressWarnings("ArrayRecordComponent") // equality by content is written out below; nobody changes the bytes
public record VariantDefinition(
        String name,
        byte[] payload,
        double maxShare,
        @Nullable Double share) {
    public VariantDefinition {
        name = Names.shared(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VariantDefinition that
                && name.equals(that.name)
                && Arrays.equals(payload, that.payload)
                && maxShare == that.maxShare
                && Objects.equals(share, that.share);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "VariantDefinition[" + name + ", " + payload.length + " bytes]";
    }
}
