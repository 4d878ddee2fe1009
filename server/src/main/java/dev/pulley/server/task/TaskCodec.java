package dev.pulley.server.task;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A task as JSON: the form in which it is stored, which is the definition as experimenters write it with the identities
 * beside it, so that a person can read it where it lies.
 */
public final class TaskCodec {
    private TaskCodec() {}

    /** Writes the definition's fields, with the defaults filled in, into an object that is open. */
    public static void writeDefinition(JsonWriter out, TaskDefinition definition) {
        out.string("description", definition.description());
        OutcomeDefinition outcome = definition.outcome();
        out.object("outcome", o -> {
            o.string("metric", outcome.metric());
            writeKind(o, outcome.kind());
            o.string("goal", outcome.goal() == Goal.MINIMIZE ? "minimize" : "maximize");
            o.string("window", Durations.format(outcome.window()));
            o.string("grace", Durations.format(outcome.grace()));
            o.string("absent", outcome.absent().wireName());
        });
        out.array(
                "proxies",
                a -> definition
                        .proxies()
                        .forEach(proxy -> a.object(o -> {
                            o.string("metric", proxy.metric());
                            writeKind(o, proxy.kind());
                            o.number("weight", (Double) proxy.weight());
                            o.string("window", Durations.format(proxy.window()));
                            o.string("absent", proxy.absent().wireName());
                        })));
        out.array(
                "guardrails",
                a -> definition.guardrails().forEach(guardrail -> a.object(o -> writeGuardrail(o, guardrail))));
        out.string("control", definition.control());
        out.string("new_version", definition.newVersion().wireName());
        PolicySettings policy = definition.policy();
        out.object("policy", o -> {
            o.string("name", policy.name());
            o.number("min_share", (Double) policy.minShare());
            o.number("holdout", (Double) policy.holdout());
            o.string("half_life", policy.halfLife() == null ? null : Durations.format(policy.halfLife()));
        });
        VerdictSettings verdict = definition.verdict();
        out.object("verdict", o -> {
            o.number("min_effect", (Double) verdict.minEffect());
            o.number("error", (Double) verdict.error());
        });
    }

    /** Writes what a definition takes over from earlier tasks, into an object that is open. */
    public static void writePrior(JsonWriter out, PriorSettings prior) {
        out.object("prior", o -> o.strings("tasks", prior.tasks()));
    }

    private static void writeGuardrail(JsonWriter out, GuardrailDefinition guardrail) {
        out.string("metric", guardrail.metric());
        writeKind(out, guardrail.kind());
        out.number(guardrail.atMost() ? "at_most" : "at_least", (Double) guardrail.limit());
        out.number("trip_probability", (Double) guardrail.tripProbability());
        out.string("window", Durations.format(guardrail.window()));
    }

    /** Writes a variant's fields, but for its payload, into an object that is open. */
    public static void writeVariant(JsonWriter out, VariantDefinition variant) {
        out.number("max_share", (Double) variant.maxShare());
        if (variant.share() != null) {
            out.number("share", variant.share());
        }
    }

    private static void writeKind(JsonWriter out, MetricKind kind) {
        out.string("kind", kind.wireName());
        if (kind instanceof MetricKind.Range(double min, double max)) {
            out.number("min", (Double) min);
            out.number("max", (Double) max);
        }
    }

    public static byte[] encode(Task task) {
        JsonWriter out = new JsonWriter();
        out.object(o -> {
            o.number("tenant", task.tenant());
            o.string("name", task.name());
            o.number("id", task.id());
            o.number("revision", task.revision());
            o.number("created", task.createdMillis());
            o.number("updated", task.updatedMillis());
            o.object("status", t -> {
                t.string("state", task.status().state().name());
                t.string("winner", task.status().winner());
                t.bool("archived", task.status().archived());
            });
            o.array(
                    "identities",
                    a -> task.identities().forEach(identity -> a.object(i -> IdentityCodec.write(i, identity))));
            o.array(
                    "metrics",
                    a -> task.metrics()
                            .forEach(metric -> a.object(m -> {
                                m.string("name", metric.name());
                                m.number("position", metric.position());
                                writeKind(m, metric.kind());
                                if (metric.sinceMillis() > 0) {
                                    m.number("since", metric.sinceMillis());
                                }
                            })));
            if (!task.formerWindows().isEmpty()) {
                o.array(
                        "former_windows",
                        a -> task.formerWindows()
                                .forEach(former -> a.object(f -> {
                                    f.number("last_revision", former.lastRevision());
                                    f.number("closes_after", former.closesAfterMillis());
                                })));
            }
            o.object("definition", d -> {
                writeDefinition(d, task.definition());
                // A server that does not know of this reads the tasks that have none.
                if (!task.definition().prior().equals(PriorSettings.NONE)) {
                    writePrior(d, task.definition().prior());
                }
                d.array(
                        "variants",
                        a -> task.definition()
                                .variants()
                                .forEach(variant -> a.object(v -> {
                                    v.string("name", variant.name());
                                    writeVariant(v, variant);
                                    v.raw("payload", variant.payload());
                                })));
            });
        });
        return out.toBytes();
    }

    /** Reads what {@link #encode} wrote; anything else is a fault of the store, not of a user. */
    public static Task decode(byte[] json) {
        Faults faults = new Faults();
        Fields fields = new Fields(faults);
        try {
            JsonReader.readStored(json, faults, fields::reading);
        } catch (MalformedJson e) {
            throw new IllegalArgumentException("a stored task is not readable: " + e.detail(), e);
        }
        TaskDefinition definition = fields.definition;
        if (definition == null || !faults.isEmpty()) {
            throw new IllegalArgumentException("a stored task is not readable: "
                    + (faults.isEmpty()
                            ? "it has no definition"
                            : faults.toProblem().detail()));
        }
        return new Task(
                (int) fields.tenant,
                fields.name,
                (int) fields.id,
                fields.revision,
                fields.created,
                fields.updated,
                definition,
                new TaskStatus(TaskStatus.State.valueOf(fields.state), fields.winner, fields.archived),
                fields.identities,
                fields.metrics,
                fields.formerWindows);
    }

    static final class Fields {
        final Faults faults;
        long tenant;
        String name = "";
        long id;
        long revision;
        long created;
        long updated;

        @Nullable
        TaskDefinition definition;

        String state = "";

        @Nullable
        String winner;

        boolean archived;
        final List<VariantIdentity> identities = new ArrayList<>();
        final List<Metric> metrics = new ArrayList<>();
        final List<FormerWindow> formerWindows = new ArrayList<>();

        Fields(Faults faults) {
            this.faults = faults;
        }

        JsonReader.FieldReader reading(JsonReader in) {
            return field -> {
                switch (field) {
                    case "tenant" -> tenant = whole(in);
                    case "name" -> name = text(in);
                    case "id" -> id = whole(in);
                    case "revision" -> revision = whole(in);
                    case "created" -> created = whole(in);
                    case "updated" -> updated = whole(in);
                    case "identities" -> in.array(() -> identities.add(IdentityCodec.read(in)));
                    case "status" -> in.object(part -> status(in, part));
                    case "metrics" -> in.array(() -> metrics.add(metric(in)));
                    case "former_windows" -> in.array(() -> formerWindows.add(formerWindow(in)));
                    case "definition" -> definition = DefinitionReader.readWithin(in, faults);
                    default -> in.unknownField();
                }
            };
        }

        private void status(JsonReader in, String part) throws MalformedJson {
            switch (part) {
                case "state" -> state = text(in);
                case "winner" -> winner = in.isNull() ? null : in.string();
                case "archived" -> archived = Boolean.TRUE.equals(in.bool());
                default -> in.unknownField();
            }
        }

        private static FormerWindow formerWindow(JsonReader in) throws MalformedJson {
            long[] numbers = new long[2];
            in.object(field -> {
                switch (field) {
                    case "last_revision" -> numbers[0] = whole(in);
                    case "closes_after" -> numbers[1] = whole(in);
                    default -> in.unknownField();
                }
            });
            return new FormerWindow(numbers[0], numbers[1]);
        }

        private static Metric metric(JsonReader in) throws MalformedJson {
            String[] texts = {"", ""};
            long[] position = new long[1];
            long[] since = new long[1];
            double[] bounds = new double[2];
            in.object(field -> {
                switch (field) {
                    case "name" -> texts[0] = text(in);
                    case "kind" -> texts[1] = text(in);
                    case "position" -> position[0] = whole(in);
                    case "min" -> bounds[0] = real(in);
                    case "max" -> bounds[1] = real(in);
                    case "since" -> since[0] = whole(in);
                    default -> in.unknownField();
                }
            });
            MetricKind kind = switch (texts[1].toLowerCase(Locale.ROOT)) {
                case "binary" -> MetricKind.Binary.SHARED;
                case "range" -> new MetricKind.Range(bounds[0], bounds[1]);
                default -> new MetricKind.Real();
            };
            return new Metric(texts[0], (int) position[0], kind, since[0]);
        }

        static String text(JsonReader in) throws MalformedJson {
            String text = in.string();
            return text == null ? "" : text;
        }

        static double real(JsonReader in) throws MalformedJson {
            Double number = in.number();
            return number == null ? 0 : number;
        }

        static long whole(JsonReader in) throws MalformedJson {
            return (long) real(in);
        }
    }
}
