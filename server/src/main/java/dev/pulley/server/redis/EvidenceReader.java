package dev.pulley.server.redis;

import dev.pulley.policies.evidence.Arrivals;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Draws;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.SourceMetric;
import dev.pulley.policies.evidence.UnitGroups;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.ledger.BucketRead;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads an evidence hash; {@code evidence.lua} says what is in it. Used once. */
final class EvidenceReader {
    private static final class Sums {
        long decisions;
        Draws draws = Draws.NONE;
        Arrivals arrivals = Arrivals.NONE;
        final Map<FeedbackPattern, Cell> cells = new HashMap<>();
        final Map<Integer, MetricSums> metrics = new HashMap<>();
    }

    private final Map<VariantVersion, Sums> variants = new HashMap<>();
    private final Map<FeedbackPattern, Products> products = new HashMap<>();
    private final Map<SourceMetric, MetricSums> sources = new HashMap<>();

    private UnitGroups units = UnitGroups.NONE;

    private EvidenceReader() {}

    static BucketRead read(Map<String, byte[]> hash) {
        EvidenceReader reader = new EvidenceReader();
        for (Map.Entry<String, byte[]> field : hash.entrySet()) {
            try {
                reader.field(field.getKey(), field.getValue());
            } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
                return new BucketRead.Unreadable(
                        "its field '" + field.getKey() + "' is not as it should be (" + e.getMessage() + ")");
            }
        }
        try {
            return new BucketRead.Known(reader.sums());
        } catch (IllegalArgumentException e) {
            return new BucketRead.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private BucketEvidence sums() {
        Map<VariantVersion, VariantEvidence> evidence = new HashMap<>();
        variants.forEach((variant, sums) -> evidence.put(
                variant, VariantEvidence.of(sums.decisions, sums.draws, sums.cells, sums.metrics, sums.arrivals)));
        return BucketEvidence.of(evidence, products, sources, units);
    }

    private void field(String name, byte[] value) {
        String[] parts = name.split(":", -1);
        switch (parts[0]) {
            case "d" -> of(parts[1]).decisions = Long.parseLong(new String(value, StandardCharsets.US_ASCII));
            case "p" -> {
                double[] sums = PackedSums.read(value);
                of(parts[1]).draws = new Draws((long) sums[0], (long) sums[1]);
            }
            case "c" -> {
                FeedbackPattern pattern = new FeedbackPattern(Integer.parseInt(parts[2]));
                of(parts[1]).cells.put(pattern, Cell.of(pattern, PackedSums.read(value)));
            }
            case "x" -> {
                FeedbackPattern pattern = new FeedbackPattern(Integer.parseInt(parts[1]));
                products.put(pattern, Products.of(pattern, PackedSums.read(value)));
            }
            case "m" -> {
                double[] sums = PackedSums.read(value);
                of(parts[2]).metrics.put(Integer.parseInt(parts[1]), new MetricSums(sums[0], sums[1], sums[2]));
            }
            case "o" -> {
                double[] sums = PackedSums.read(value);
                sources.put(
                        new SourceMetric(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])),
                        new MetricSums(sums[0], sums[1], sums[2]));
            }
            case "u" -> units = new UnitGroups(arrivals(value));
            case "a" -> of(parts[1]).arrivals = arrivals(value);
            default ->
                throw new IllegalArgumentException("a field of evidence that this version does not know: " + name);
        }
    }

    private Sums of(String variantAndVersion) {
        int dot = variantAndVersion.indexOf('.');
        VariantVersion variant = new VariantVersion(
                Integer.parseInt(variantAndVersion.substring(0, dot)),
                Integer.parseInt(variantAndVersion.substring(dot + 1)));
        return variants.computeIfAbsent(variant, any -> new Sums());
    }

    /** {@code arrivals.lua} says what is in it. */
    private static Arrivals arrivals(byte[] value) {
        return PackedSums.isArray(value) ? arrivals(PackedSums.read(value)) : earlierArrivals(value);
    }

    private static Arrivals arrivals(double[] numbers) {
        Arrivals arrivals = Arrivals.NONE;
        for (int i = 0; i < numbers.length; i += 3) {
            arrivals = arrivals.plus(Arrivals.of((int) numbers[i], numbers[i + 1], numbers[i + 2]));
        }
        return arrivals;
    }

    private static Arrivals earlierArrivals(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        Arrivals arrivals = Arrivals.NONE;
        while (in.hasRemaining()) {
            int bin = Byte.toUnsignedInt(in.get());
            double count = (double) Integer.toUnsignedLong(in.getInt());
            arrivals = arrivals.plus(Arrivals.of(bin, count, in.getDouble()));
        }
        return arrivals;
    }
}
