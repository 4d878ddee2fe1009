package dev.pulley.server.task;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a task definition from JSON and checks it, telling everything that is wrong with it at once. */
public final class DefinitionReader {
    private static final Duration WINDOW_DEFAULT = Duration.ofDays(7);
    private static final Duration GRACE_DEFAULT = Duration.ofDays(1);
    private static final double WEIGHT_DEFAULT = 0;

    private final JsonReader in;
    private final Faults faults;

    private String description = "";
    private @Nullable OutcomeDefinition outcome;
    private final List<ProxyDefinition> proxies = new ArrayList<>();
    private final List<VariantDefinition> variants = new ArrayList<>();
    private final Set<String> variantNames = new HashSet<>();
    private @Nullable String control;
    private final ValueReader values;
    private final SettingsReader settings;
    private final GuardrailReader guardrails;
    private boolean outcomeGiven;
    private boolean variantsGiven;

    private DefinitionReader(JsonReader in, Faults faults) {
        this.in = in;
        this.values = new ValueReader(in);
        this.settings = new SettingsReader(in, values);
        this.guardrails = new GuardrailReader(in, values, faults);
        this.faults = faults;
    }

    /** Reads one variant; {@code name} is what it must be called, if it says so at all. */
    public static Result<VariantDefinition> readVariant(byte[] json, String name) {
        Faults faults = new Faults();
        VariantReader[] reader = new VariantReader[1];
        try {
            JsonReader.readObject(json, faults, in -> {
                reader[0] = new VariantReader(in, new ValueReader(in), faults);
                return reader[0]::read;
            });
        } catch (MalformedJson e) {
            return Result.refused(Problem.at(e.field(), ProblemCode.INVALID_JSON, e.detail()));
        }
        String given = reader[0].name;
        if (given != null && !given.equals(name)) {
            faults.add("/name", ProblemCode.INVALID_TASK, "is another one than the path's");
        }
        if (!Names.isName(name)) {
            faults.addIfNew("/name", ProblemCode.INVALID_TASK, Names.RULE);
        }
        return faults.isEmpty() ? Result.ok(reader[0].finish(name)) : Result.refused(faults.toProblem());
    }

    public static Result<TaskDefinition> read(byte[] json) {
        Faults faults = new Faults();
        DefinitionReader[] reader = new DefinitionReader[1];
        try {
            JsonReader.readObject(json, faults, in -> {
                reader[0] = new DefinitionReader(in, faults);
                return reader[0]::field;
            });
        } catch (MalformedJson e) {
            return Result.refused(Problem.at(e.field(), ProblemCode.INVALID_JSON, e.detail()));
        }
        if (faults.areOfWhole()) {
            return Result.refused(faults.toProblem());
        }
        TaskDefinition definition = reader[0].finish();
        return definition == null || !faults.isEmpty() ? Result.refused(faults.toProblem()) : Result.ok(definition);
    }

    /** Reads a definition as the value of a field of a larger document that is trusted, such as a stored task. */
    static @Nullable TaskDefinition readWithin(JsonReader in, Faults faults) throws MalformedJson {
        DefinitionReader reader = new DefinitionReader(in, faults);
        in.object(reader::field);
        return reader.finish();
    }

    private void field(String name) throws MalformedJson {
        switch (name) {
            case "description" -> description();
            case "outcome" -> outcome();
            case "proxies" -> in.array(this::proxy);
            case "variants" -> in.array(this::variant);
            case "control" -> control = in.string();
            case "policy" -> settings.readPolicy();
            case "verdict" -> settings.readVerdict();
            case "new_version" -> settings.readNewVersion();
            case "prior" -> settings.readPrior();
            case "guardrails" -> in.array(guardrails::read);
            default -> in.unknownField();
        }
    }

    private void description() throws MalformedJson {
        String text = in.string();
        if (text != null && text.length() > TaskDefinition.DESCRIPTION_LENGTH_MAX) {
            values.invalid("a description has at most " + TaskDefinition.DESCRIPTION_LENGTH_MAX + " characters");
        } else if (text != null) {
            description = text;
        }
    }

    private void outcome() throws MalformedJson {
        outcomeGiven = true;
        MetricFields fields = new MetricFields(in, values, faults);
        if (!in.isObject()) {
            in.object(name -> {});
            return;
        }
        in.object(name -> {
            switch (name) {
                case "goal" -> fields.goal = values.oneOf(Set.of("maximize", "minimize"));
                case "grace" -> fields.grace = values.duration(Duration.ZERO);
                case "absent" -> fields.absent = values.oneOf(Set.of("failure", "missing"));
                default -> {
                    if (!fields.read(name)) {
                        in.unknownField();
                    }
                }
            }
        });
        MetricKind kind = fields.finishKind();
        boolean absenceFails = "failure".equals(fields.absent);
        if (absenceFails && kind instanceof MetricKind.Real) {
            faults.add(
                    fields.pointer + "/absent",
                    ProblemCode.INVALID_TASK,
                    "'failure' needs an outcome of kind binary or range, which has a worst value");
        }
        if (kind == null || fields.metric == null) {
            return;
        }
        outcome = new OutcomeDefinition(
                fields.metric,
                kind,
                "minimize".equals(fields.goal) ? Goal.MINIMIZE : Goal.MAXIMIZE,
                fields.window == null ? WINDOW_DEFAULT : fields.window,
                fields.grace == null ? GRACE_DEFAULT : fields.grace,
                absenceFails ? Absence.FAILURE : Absence.MISSING);
    }

    private void proxy() throws MalformedJson {
        if (proxies.size() == TaskDefinition.PROXIES_MAX) {
            faults.add(
                    "/proxies",
                    ProblemCode.INVALID_TASK,
                    "a task has at most " + TaskDefinition.PROXIES_MAX + " proxies");
        }
        if (!in.isObject()) {
            in.object(name -> {});
            return;
        }
        MetricFields fields = new MetricFields(in, values, faults);
        in.object(name -> {
            switch (name) {
                case "weight" -> fields.weight = values.number();
                case "absent" -> fields.absent = values.oneOf(Set.of("zero", "missing"));
                default -> {
                    if (!fields.read(name)) {
                        in.unknownField();
                    }
                }
            }
        });
        MetricKind kind = fields.finishKind();
        if (kind == null || fields.metric == null) {
            return;
        }
        proxies.add(new ProxyDefinition(
                fields.metric,
                kind,
                fields.weight == null ? WEIGHT_DEFAULT : fields.weight,
                // Stands for the outcome's own, which may come later in the text.
                fields.window == null ? Duration.ZERO : fields.window,
                "zero".equals(fields.absent) ? Absence.ZERO : Absence.MISSING));
    }

    private void variant() throws MalformedJson {
        variantsGiven = true;
        if (variants.size() == TaskDefinition.VARIANTS_MAX) {
            faults.add(
                    "/variants",
                    ProblemCode.INVALID_TASK,
                    "a task has at most " + TaskDefinition.VARIANTS_MAX + " variants");
        }
        if (!in.isObject()) {
            in.object(name -> {});
            return;
        }
        String pointer = in.pointer();
        VariantReader fields = new VariantReader(in, values, faults);
        in.object(fields::read);
        String name = fields.name;
        if (name == null) {
            faults.addIfNew(pointer + "/name", ProblemCode.INVALID_TASK, "is required");
            return;
        }
        if (!variantNames.add(name)) {
            faults.add(pointer + "/name", ProblemCode.INVALID_TASK, "the variant '" + name + "' is there twice");
        }
        variants.add(fields.finish(name));
    }

    private @Nullable TaskDefinition finish() {
        if (!outcomeGiven) {
            faults.add("/outcome", ProblemCode.INVALID_TASK, "is required");
        }
        if (!variantsGiven) {
            faults.addIfNew("/variants", ProblemCode.INVALID_TASK, "a task needs at least one variant");
        }
        if (control != null && !variantNames.contains(control)) {
            faults.add("/control", ProblemCode.INVALID_TASK, "is not the name of a variant");
        }
        if (outcome == null || variants.isEmpty() || !faults.isEmpty()) {
            return null;
        }
        OutcomeDefinition known = outcome;
        proxies.replaceAll(proxy -> proxy.window().isZero() ? proxy.withWindow(known.window()) : proxy);
        String first = variants.getFirst().name();
        TaskDefinition definition = new TaskDefinition(
                description,
                known,
                proxies,
                guardrails.finish(known.window()),
                variants,
                control == null ? first : control,
                settings.newVersion(),
                settings.policy(),
                settings.verdict(),
                settings.prior());
        definition.check(faults);
        return definition;
    }
}
