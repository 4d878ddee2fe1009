package dev.pulley.server.task;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.MetricSums;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Tasks of every form that a definition can have. */
public final class Tasks {
    private static final List<VariantStatus> STATUSES =
            List.of(VariantStatus.ACTIVE, VariantStatus.PAUSED, VariantStatus.TRIPPED);
    private static final long WHOLE_IN_A_DOUBLE_MAX = 1L << 53;

    private Tasks() {}

    public static Arbitrary<Task> any() {
        Arbitrary<Integer> ids = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, WHOLE_IN_A_DOUBLE_MAX);
        return Combinators.combine(ids, names(), ids, numbers, numbers, definitions(), statuses(), payloads())
                .as((tenant, name, id, revision, millis, definition, status, earlier) -> new Task(
                        tenant,
                        name,
                        id,
                        revision,
                        millis,
                        millis + 1,
                        definition,
                        status,
                        identities(definition, earlier.length),
                        metrics(definition),
                        formerWindows(earlier.length)));
    }

    /** Changes of every kind. */
    public static Arbitrary<TaskChange> anyChange() {
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, WHOLE_IN_A_DOUBLE_MAX);
        return Combinators.combine(
                        numbers,
                        numbers,
                        names(),
                        Arbitraries.of(TaskChange.What.class),
                        names().injectNull(0.5),
                        names().injectNull(0.5),
                        numbers.injectNull(0.5),
                        names().list().ofMaxSize(3))
                .as(TaskChange::new);
    }

    private static Arbitrary<TaskStatus> statuses() {
        Arbitrary<TaskStatus> kinds =
                Arbitraries.of(TaskStatus.ACTIVE, TaskStatus.PAUSED, TaskStatus.concluded("winner"));
        return Combinators.combine(kinds, Arbitraries.of(true, false)).as(TaskStatus::withArchived);
    }

    private static List<FormerWindow> formerWindows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new FormerWindow(2L * i + 1, 60_000L * (i + 1)))
                .toList();
    }

    private static List<VariantIdentity> identities(TaskDefinition definition, int versions) {
        List<VariantIdentity> identities = new ArrayList<>();
        for (VariantDefinition variant : definition.variants()) {
            List<VariantIdentity.Payload> payloads = new ArrayList<>();
            for (int i = 0; i <= versions % 5; i++) {
                payloads.add(new VariantIdentity.Payload(i + 1, "0123456789abcdef" + i, i % 3));
            }
            VariantStatus status = STATUSES.get(versions % STATUSES.size());
            VariantIdentity.Pardon pardon = new VariantIdentity.Pardon(
                    versions + 1, Map.of(7, new MetricSums(versions, 0.5, 0.25), 31, new MetricSums(3, -1, 1)));
            identities.add(new VariantIdentity(
                    variant.name(),
                    identities.size() + 1,
                    payloads.size(),
                    payloads,
                    status,
                    versions % 2 == 0 ? null : pardon));
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
        definition
                .guardrails()
                .forEach(
                        guardrail -> metrics.add(new Metric(guardrail.metric(), 7 + metrics.size(), guardrail.kind())));
        return metrics;
    }

    private static Arbitrary<TaskDefinition> definitions() {
        return Combinators.combine(
                        Arbitraries.strings().ofMaxLength(200).filter(Tasks::isText),
                        outcomes(),
                        proxies().list().ofMaxSize(4).uniqueElements(ProxyDefinition::metric),
                        guardrails().list().ofMaxSize(3).uniqueElements(GuardrailDefinition::metric),
                        variants().list().ofMinSize(2).ofMaxSize(5).uniqueElements(VariantDefinition::name),
                        Arbitraries.of("thompson", "thompson-sharp"),
                        windows().injectNull(0.5),
                        names().list().ofMaxSize(3))
                .as((description, outcome, proxies, guardrails, variants, policy, halfLife, earlier) ->
                        new TaskDefinition(
                                description,
                                outcome,
                                proxies,
                                guardrails,
                                variants,
                                variants.getLast().name(),
                                proxies.isEmpty() ? NewVersion.FRESH : NewVersion.INHERIT,
                                new PolicySettings(policy, 0.01, 0.125, halfLife),
                                new VerdictSettings(0.02, 0.1),
                                new PriorSettings(earlier.stream().distinct().toList())));
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

    private static Arbitrary<GuardrailDefinition> guardrails() {
        return Combinators.combine(
                        names().map(name -> "g" + name.substring(1)),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0.01, 0.5, 0.99),
                        windows())
                .as((name, atMost, limit, window) ->
                        new GuardrailDefinition(name, new MetricKind.Binary(), limit, atMost, 0.9, window));
    }

    private static Arbitrary<VariantDefinition> variants() {
        return Combinators.combine(names(), payloads(), Arbitraries.of(0.5, 1.0))
                .as((name, payload, maxShare) -> new VariantDefinition(name, payload, maxShare, null));
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
