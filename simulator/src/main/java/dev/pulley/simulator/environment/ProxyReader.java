package dev.pulley.simulator.environment;

import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.simulator.input.InvalidInput;
import dev.pulley.simulator.input.YamlFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the proxies of an environment file. */
final class ProxyReader {
    private static final double GREATEST_SLOPE = 1e6;
    private static final double ROUNDING = 1e-9;

    private final YamlFields fields;
    private final Arms arms;
    private final Outcome outcome;

    ProxyReader(YamlFields fields, Arms arms, Outcome outcome) {
        this.fields = fields;
        this.arms = arms;
        this.outcome = outcome;
    }

    interface DelayReader {
        Delay read(YamlFields delay) throws InvalidInput;
    }

    List<Proxy> proxies(DelayReader delays) throws InvalidInput {
        if (!(arms instanceof Arms.Given given)) {
            throw fields.fault("proxies", "proxies need means that are listed, since their levels go with them");
        }
        List<Proxy> proxies = new ArrayList<>();
        for (YamlFields proxy : fields.mappings("proxies")) {
            proxies.add(proxy(proxy, delays));
        }
        if (proxies.size() > FeedbackPattern.MAXIMUM_SHAPING_PROXIES) {
            throw fields.fault(
                    "proxies", "there can be at most " + FeedbackPattern.MAXIMUM_SHAPING_PROXIES + " proxies");
        }
        if (outcome == Outcome.BINARY) {
            checkRates(given.means(), proxies);
        }
        return proxies;
    }

    private Proxy proxy(YamlFields proxy, DelayReader delays) throws InvalidInput {
        String name = proxy.text("name");
        double slope = proxy.number("slope", -GREATEST_SLOPE, GREATEST_SLOPE);
        double weight = proxy.has("weight") ? proxy.number("weight", -GREATEST_SLOPE, GREATEST_SLOPE) : slope;
        List<Double> levels = levels(proxy);
        Delay delay = proxy.has("delay") ? delays.read(proxy.mapping("delay")) : new Delay.Fixed(0);
        double missing = proxy.has("missing") ? proxy.number("missing", 0, 1) : 0;
        Proxy.Change change = Proxy.Change.NEVER;
        if (proxy.has("change")) {
            YamlFields changed = proxy.mapping("change");
            change = new Proxy.Change(
                    changed.whole("at", 1, Delay.LIMIT_ROUNDS),
                    changed.has("levels") ? levels(changed) : levels,
                    changed.has("slope") ? changed.number("slope", -GREATEST_SLOPE, GREATEST_SLOPE) : slope);
            changed.finish();
        }
        proxy.finish();
        return new Proxy(name, weight, levels, slope, delay, missing, change);
    }

    private List<Double> levels(YamlFields from) throws InvalidInput {
        List<Double> levels =
                Arrays.stream(from.numbers("levels", 0, 1)).boxed().toList();
        if (levels.size() != arms.count()) {
            throw from.fault("levels", "must give one level for each of the " + arms.count() + " arms");
        }
        return levels;
    }

    /** A rate that proxies move must stay one, whatever they are. */
    private void checkRates(List<Double> means, List<Proxy> proxies) throws InvalidInput {
        for (int arm = 0; arm < means.size(); arm++) {
            for (long round : new long[] {0, Long.MAX_VALUE - 1}) {
                double least = means.get(arm);
                double greatest = least;
                for (Proxy proxy : proxies) {
                    double level = proxy.level(round, arm);
                    double slope = proxy.slope(round);
                    least += Math.min(-slope * level, slope * (1 - level));
                    greatest += Math.max(-slope * level, slope * (1 - level));
                }
                if (!(least >= -ROUNDING && greatest <= 1 + ROUNDING)) {
                    throw fields.fault(
                            "proxies",
                            "the slopes take the rate of arm " + (arm + 1) + " out of 0 to 1: to " + least + " or "
                                    + greatest);
                }
            }
        }
    }
}
