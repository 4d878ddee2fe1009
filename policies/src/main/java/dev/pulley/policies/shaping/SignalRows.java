package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The cells and products of some decisions one behind the other, so that very many of them are added up quickly. What has no proxy
 * is left out. Immutable.
 */
public final class SignalRows {
    private final int variants;
    private final Rows cells;
    private final Rows products;

    private SignalRows(int variants, Rows cells, Rows products) {
        this.variants = variants;
        this.cells = cells;
        this.products = products;
    }

    /**
     * Those of the variants in their order.
     *
     * @param products the products of all of these, by pattern, with an outcome and without
     */
    public static SignalRows of(
            List<? extends Map<FeedbackPattern, Cell>> cells, Map<FeedbackPattern, Products> products) {
        Builder builder = new Builder(cells.size());
        for (int k = 0; k < cells.size(); k++) {
            for (Cell cell : cells.get(k).values()) {
                builder.cell(k, cell);
            }
        }
        products.values().forEach(builder::products);
        return builder.build();
    }

    /** Of how many variants they are. */
    int variants() {
        return variants;
    }

    Rows cells() {
        return cells;
    }

    Rows products() {
        return products;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignalRows that
                && variants == that.variants
                && cells.equals(that.cells)
                && products.equals(that.products);
    }

    @Override
    public int hashCode() {
        return Objects.hash(variants, cells, products);
    }

    @Override
    public String toString() {
        return "cells " + cells + ", products " + products;
    }

    /** Rows of numbers, of which each has a variant, or any number where it is of all, and a pattern. */
    static final class Rows {
        private static final int FIRST_ROOM = 64;

        private int[] variants = new int[FIRST_ROOM];
        private byte[] patterns = new byte[FIRST_ROOM];
        private int[] starts = new int[FIRST_ROOM];
        private double[] numbers = new double[FIRST_ROOM];
        private int count;
        private int end;

        int count() {
            return count;
        }

        int variant(int row) {
            return variants[row];
        }

        /** The bits of its pattern. */
        int pattern(int row) {
            return patterns[row];
        }

        /** Where it begins among all numbers. */
        int start(int row) {
            return starts[row];
        }

        double at(int place) {
            return numbers[place];
        }

        private void add(int variant, int pattern, double[] added, int length) {
            if (count == variants.length) {
                variants = Arrays.copyOf(variants, 2 * count);
                patterns = Arrays.copyOf(patterns, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count);
            }
            variants[count] = variant;
            patterns[count] = (byte) pattern;
            starts[count] = end;
            count++;
            if (end + length > numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(end + length, 2 * end));
            }
            System.arraycopy(added, 0, numbers, end, length);
            end += length;
        }

        private Rows trimmed() {
            variants = Arrays.copyOf(variants, count);
            patterns = Arrays.copyOf(patterns, count);
            starts = Arrays.copyOf(starts, count);
            numbers = Arrays.copyOf(numbers, end);
            return this;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rows that
                    && Arrays.equals(variants, that.variants)
                    && Arrays.equals(patterns, that.patterns)
                    && Arrays.equals(numbers, that.numbers);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(numbers);
        }

        @Override
        public String toString() {
            return "of variants " + Arrays.toString(variants) + " and patterns " + Arrays.toString(patterns) + ": "
                    + Arrays.toString(numbers);
        }
    }

    /** Takes rows in any order. For one thread, and for one use. */
    public static final class Builder {
        private final int variants;
        private final Rows cells = new Rows();
        private final Rows products = new Rows();

        public Builder(int variants) {
            this.variants = variants;
        }

        /** Adds a cell; without a proxy it has no place here. */
        public void cell(int variant, Cell cell) {
            FeedbackPattern pattern = cell.pattern();
            double[] sums = cell.toArray();
            cell(variant, pattern.bits(), sums, Cell.firstOutcomeSum(pattern) + (pattern.hasOutcome() ? 1 : 0));
        }

        /** The same of a cell's numbers as {@link Cell} has them, up to the outcome's squares. */
        public void cell(int variant, int pattern, double[] numbers) {
            cell(variant, pattern, numbers, numbers.length);
        }

        private void cell(int variant, int pattern, double[] numbers, int count) {
            if (pattern >> 1 != 0) {
                cells.add(variant, pattern, numbers, count);
            }
        }

        public void products(Products sums) {
            products(sums.pattern().bits(), sums.toArray());
        }

        /** The same of numbers as {@link Products} has them. */
        public void products(int pattern, double[] numbers) {
            products.add(0, pattern, numbers, numbers.length);
        }

        public SignalRows build() {
            return new SignalRows(variants, cells.trimmed(), products.trimmed());
        }
    }
}
