package dev.pulley.server.task;

import dev.pulley.policies.evidence.Goal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Tasks of every form that a definition can have. */
public final class Tasks {
    private static final long WHOLE_IN_A_DOUBLE_MAX = 1L << 53;

    private Tasks() {}

    public static Arbitrary<Task> any() {
        Arbitrary<Integer> ids = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, WHOLE_IN_A_DOUBLE_MAX);
        return Combinators.combine(ids, names(), ids, numbers, numbers, definitions(), payloads())
                .as((tenant, name, id, revision, millis, definition, earlier) -> new Task(
                        tenant,
                        name,
                        id,
                        revision,
                        millis,
                        millis + 1,
                        definition,
                        identities(definition, earlier.length),
                        metrics(definition)));
    }

    private static List<VariantIdentity> identities(TaskDefinition definition, int versions) {
        List<VariantIdentity> identities = new ArrayList<>();
        for (VariantDefinition variant : definition.variants()) {
            List<String> hashes = new ArrayList<>();
            for (int i = 0; i <= versions % 5; i++) {
                hashes.add("0123456789abcdef" + i);
            }
            identities.add(new VariantIdentity(variant.name(), identities.size() + 1, hashes.size(), hashes));
        }
        return identities;
    }

    private static List<Metric> metrics(TaskDefinition definition) {
        List<Metric> metrics = new ArrayList<>();
        metrics.add(new Metric(
                definition.outcome().metric(),
                Metric.OUTCOME,
                definition.outcome().kind()));
        definition.proxies().forEach(proxy -> metrics.add(new Metric(proxy.metric(), metrics.size(), proxy.kind())));
        return metrics;
    }

    private static Arbitrary<TaskDefinition> definitions() {
        return Combinators.combine(
                        Arbitraries.strings().ofMaxLength(200).filter(Tasks::isText),
                        outcomes(),
                        proxies().list().ofMaxSize(4).uniqueElements(ProxyDefinition::metric),
                        variants().list().ofMinSize(2).ofMaxSize(5).uniqueElements(VariantDefinition::name),
                        Arbitraries.of("thompson", "thompson-sharp"))
                .as((description, outcome, proxies, variants, policy) -> new TaskDefinition(
                        description,
                        outcome,
                        proxies,
                        variants,
                        variants.getLast().name(),
                        new PolicySettings(policy, 0.01, 0.125),
                        new VerdictSettings(0.02, 0.1)));
    }

    private static Arbitrary<OutcomeDefinition> outcomes() {
        return Combinators.combine(
                        names().map(name -> "o" + name.substring(1)),
                        kinds(),
                        Arbitraries.of(Goal.class),
                        windows(),
                        windows(),
                        Arbitraries.of(Absence.MISSING, Absence.FAILURE))
                .as((name, kind, goal, window, grace, absent) -> new OutcomeDefinition(
                        name, kind, goal, window, grace, kind instanceof MetricKind.Real ? Absence.MISSING : absent));
    }

    private static Arbitrary<ProxyDefinition> proxies() {
        return Combinators.combine(
                        names().map(name -> "p" + name.substring(1)),
                        kinds(),
                        finite(),
                        windows(),
                        Arbitraries.of(Absence.MISSING, Absence.ZERO))
                .as(ProxyDefinition::new);
    }

    private static Arbitrary<VariantDefinition> variants() {
        return Combinators.combine(names(), payloads(), Arbitraries.of(0.5, 1.0))
                .as(VariantDefinition::new);
    }

    private static Arbitrary<byte[]> payloads() {
        Arbitrary<String> texts = Arbitraries.of(
                "{}",
                "null",
                "0.10",
                "-1E+5",
                "[[[[[[[[{}]]]]]]]]",
                "{\"text\":\"\ud83d\ude00 \\\"quoted\\\" \\n\"}",
                "[1,2,3]");
        return texts.map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static Arbitrary<MetricKind> kinds() {
        Arbitrary<MetricKind> ranges = Combinators.combine(
                        Arbitraries.doubles().between(-MetricKind.REAL_MAX, MetricKind.REAL_MAX / 2),
                        Arbitraries.doubles().between(0.01, MetricKind.REAL_MAX / 2))
                .as((min, width) -> new MetricKind.Range(min + 0.0, min + width + 0.0))
                .filter(range -> range.min() < range.max())
                .map(range -> range);
        return Arbitraries.oneOf(
                Arbitraries.just(new MetricKind.Binary()), Arbitraries.just(new MetricKind.Real()), ranges);
    }

    private static Arbitrary<Double> finite() {
        return Arbitraries.doubles().map(value -> value + 0.0);
    }

    /** Those that can be written. */
    private static Arbitrary<Duration> windows() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(1_000, 999_999_999).map(Duration::ofMillis),
                Arbitraries.longs().between(1, Duration.ofDays(90).toSeconds()).map(Duration::ofSeconds));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withChars("abcdefghijklmnopqrstuvwxyz0123456789")
                .ofMinLength(1)
                .ofMaxLength(64);
    }

    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
