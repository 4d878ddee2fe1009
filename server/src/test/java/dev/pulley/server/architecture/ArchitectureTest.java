package dev.pulley.server.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.ledger.RewardResult;
import dev.pulley.server.ledger.StandingValue;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house has the rooms that it says it has, with doors only where the table shows them. */
final class ArchitectureTest {
    private static final String ROOT = "dev.pulley.server";
    private static final String POLICIES = "policies";

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** What each package may use, beside the libraries and {@code problem}. The wiring, {@code app}, may use all. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("problem", Set.of()),
            Map.entry("json", Set.of()),
            Map.entry("task", Set.of("json", POLICIES)),
            Map.entry("token", Set.of()),
            Map.entry("event", Set.of("task", "token")),
            Map.entry("journal", Set.of("event")),
            Map.entry("ledger", Set.of("event", "task", POLICIES)),
            Map.entry("redis", Set.of("ledger", "event", "task", POLICIES)),
            Map.entry("shipper", Set.of("journal", "ledger", "event", "task")),
            Map.entry("snapshot", Set.of("ledger", "event", "task", POLICIES)),
            Map.entry("copies", Set.of("snapshot", "ledger", "event", "task", POLICIES)),
            Map.entry("decision", Set.of("snapshot", "journal", "event", "token", "task", POLICIES)),
            Map.entry("reward", Set.of("snapshot", "journal", "shipper", "event", "token", "task")),
            Map.entry("change", Set.of("snapshot", "journal", "shipper", "ledger", "event", "task")),
            Map.entry("stats", Set.of("snapshot", "ledger", "journal", "event", "task", POLICIES)),
            Map.entry("metrics", Set.of()),
            Map.entry("security", Set.of("ledger", "token", "task", "json")),
            Map.entry(
                    "http",
                    Set.of(
                            "decision",
                            "reward",
                            "change",
                            "stats",
                            "security",
                            "metrics",
                            "trail",
                            "pages",
                            "task",
                            "json")),
            Map.entry("pages", Set.of()),
            Map.entry("privateredis", Set.of()),
            Map.entry("trail", Set.of("journal", "event", "task", "json")),
            Map.entry("rebuild", Set.of("copies", "shipper", "journal", "ledger", "event", "task", POLICIES)),
            Map.entry("demo", Set.of()));

    static Stream<String> tabled() {
        return MAY_USE.keySet().stream().sorted().filter(name -> packages().contains(name));
    }

    @ParameterizedTest
    @MethodSource("tabled")
    void aPackage_usesOnlyWhatTheTableAllows(String name) {
        ArchRule rule = classes()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .onlyDependOnClassesThat(areAllowedTo(name));
        rule.check(CODE);
    }

    private static DescribedPredicate<JavaClass> areAllowedTo(String name) {
        Set<String> allowed = MAY_USE.getOrDefault(name, Set.of());
        DescribedPredicate<JavaClass> fit = resideInAPackage(ROOT + "." + name + "..")
                .or(resideInAPackage(ROOT + ".problem.."))
                .or(DescribedPredicate.not(resideInAPackage("dev.pulley..")));
        for (String other : allowed) {
            fit = fit.or(resideInAPackage((other.equals(POLICIES) ? "dev.pulley." : ROOT + ".") + other + ".."));
        }
        // What an event happened to, and what became of it, are part of the event and of the answer that tell of them.
        if (allowed.contains("event")) {
            fit = fit.or(type(Decision.class)).or(type(Place.class));
        }
        if (allowed.contains("shipper")) {
            fit = fit.or(assignableTo(RewardResult.class))
                    .or(assignableTo(ChangeResult.class))
                    .or(type(StandingValue.class));
        }
        return fit.as("are of " + name + ", of a library, or of " + new TreeSet<>(allowed));
    }

    @Test
    void everyPackage_isInTheTable() {
        Set<String> known = new TreeSet<>(MAY_USE.keySet());
        known.add("app");
        assertThat(known).containsAll(packages());
    }

    private static Set<String> packages() {
        return CODE.stream()
                .map(type -> type.getPackageName().substring(ROOT.length() + 1).split("\\.", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void lettuce_isKnownToTheAdaptersAndTheWiringOnly() {
        isKnownOnlyTo("io.lettuce..", "redis", "app");
    }

    @Test
    void vertx_isKnownToTheRoutesAndTheWiringOnly() {
        isKnownOnlyTo("io.vertx..", "http", "app");
    }

    /** A payload is opaque bytes everywhere else; the demo is an app like any other, and reads answers as it likes. */
    @Test
    void jackson_isKnownToTheReaderAndWriterOfJsonOnly() {
        isKnownOnlyTo("com.fasterxml.jackson..", "json", "demo");
    }

    private static void isKnownOnlyTo(String library, String... names) {
        String[] allowed =
                Stream.of(names).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CODE);
    }
}
