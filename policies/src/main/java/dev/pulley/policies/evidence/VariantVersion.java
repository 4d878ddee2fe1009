package dev.pulley.policies.evidence;

import java.util.Comparator;

/** One version of one variant, by the numbers that the task gave them. */
public record VariantVersion(int variant, int version) implements Comparable<VariantVersion> {
    private static final Comparator<VariantVersion> ORDER =
            Comparator.comparingInt(VariantVersion::variant).thenComparingInt(VariantVersion::version);

    public VariantVersion {
        if (variant < 0) {
            throw new IllegalArgumentException("variant must not be negative: " + variant);
        }
        if (version < 0) {
            throw new IllegalArgumentException("version must not be negative: " + version);
        }
    }

    @Override
    public int compareTo(VariantVersion other) {
        return ORDER.compare(this, other);
    }
}
