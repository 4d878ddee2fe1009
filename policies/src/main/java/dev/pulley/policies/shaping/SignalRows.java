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

        private void begin(int variant, int pattern) {
            if (count == variants.length) {
                variants = Arrays.copyOf(variants, 2 * count);
                patterns = Arrays.copyOf(patterns, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count);
            }
            variants[count] = variant;
            patterns[count] = (byte) pattern;
            starts[count] = end;
            count++;
        }

        private void add(double number) {
            if (end == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * end);
            }
            numbers[end] = number;
            end++;
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
        private Rows current = cells;

        public Builder(int variants) {
            this.variants = variants;
        }

        /** Adds a cell as a whole. */
        public void cell(int variant, Cell cell) {
            FeedbackPattern pattern = cell.pattern();
            if (beginCell(variant, pattern.bits())) {
                int numbers = Cell.firstOutcomeSum(pattern) + (pattern.hasOutcome() ? 1 : 0);
                for (int i = 0; i < numbers; i++) {
                    add(cell.at(i));
                }
            }
        }

        /** Adds products as a whole. */
        public void products(Products sums) {
            beginProducts(sums.pattern().bits());
            for (int i = 0; i < Products.length(sums.pattern()); i++) {
                add(sums.at(i));
            }
        }

        /**
         * Begins a cell, whose numbers are to be added as {@link Cell} has them, up to the outcome's squares; false where it has
         * no place here.
         */
        public boolean beginCell(int variant, int pattern) {
            if (pattern >> 1 == 0) {
                return false;
            }
            current = cells;
            current.begin(variant, pattern);
            return true;
        }

        /** Begins products, whose numbers are to be added as {@link Products} has them. */
        public void beginProducts(int pattern) {
            current = products;
            current.begin(0, pattern);
        }

        /** Adds the next number of what was begun last. */
        public void add(double number) {
            current.add(number);
        }

        public SignalRows build() {
            return new SignalRows(variants, cells.trimmed(), products.trimmed());
        }
    }
}
