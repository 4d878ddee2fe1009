package dev.pulley.simulator.environment;

import java.util.List;
import java.util.stream.IntStream;

/** Where the arms and their rewards come from. */
public sealed interface Arms {
    int count();

    List<String> names();

    /** The same true means in every run. */
    record Given(List<String> names, List<Double> means) implements Arms {
        public Given {
            names = List.copyOf(names);
            means = List.copyOf(means);
        }

        @Override
        public int count() {
            return means.size();
        }
    }

    /** True means drawn anew in every run. */
    record Drawn(int count, MeanDistribution distribution) implements Arms {
        @Override
        public List<String> names() {
            return numbered(count);
        }
    }

    /** Recorded rewards of every arm in every round. */
    record Replayed(ReplayTable table) implements Arms {
        @Override
        public int count() {
            return table.arms();
        }

        @Override
        public List<String> names() {
            return table.names();
        }
    }

    static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(arm -> "arm-" + arm).toList();
    }
}
