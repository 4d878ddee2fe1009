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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Path PAGE = Path.of("..", "docs", "ARCHITECTURE.md");
    private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| [^|]+ \\| ([\\w, -]+) \\|");
    private static final String NONE = "-";
    private static final String ALL = "all";

    /** What each package may use, beside the libraries and {@code problem}, as the page says. */
    private static final Map<String, Set<String>> MAY_USE = table();

    private static Map<String, Set<String>> table() {
        try {
            return Files.readAllLines(PAGE).stream()
                    .dropWhile(line -> !line.startsWith("| package |"))
                    .takeWhile(line -> line.startsWith("|"))
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .filter(row -> !row.group(1).equals("package"))
                    .collect(Collectors.toMap(row -> row.group(1), row -> named(row.group(2))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> named(String names) {
        return names.equals(NONE) ? Set.of() : Set.of(names.split(", "));
    }

    static Stream<String> tabled() {
        return MAY_USE.entrySet().stream()
                .filter(row -> !row.getValue().contains(ALL))
                .map(Map.Entry::getKey)
                .sorted();
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
        assertThat(MAY_USE.keySet()).isEqualTo(packages());
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
