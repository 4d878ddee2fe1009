package dev.pulley.server.demo;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A task's stats in one line. A number that the server does not know yet is left out. */
final class StatsLine {

    private static final int VARIANTS_SHOWN_MAX = 6;

    private record Variant(String name, OptionalDouble share, OptionalDouble probabilityBest) {
        private static Optional<Variant> of(Json json) {
            return json.get("name")
                    .text()
                    .filter(name -> !json.get("status").text().equals(Optional.of("removed")))
                    .map(name -> new Variant(
                            name,
                            json.get("share").number(),
                            json.get("probability_best").number()));
        }
    }

    private StatsLine() {}

    static String of(String task, Json stats) {
        List<Variant> variants = stats.get("variants").items().stream()
                .map(Variant::of)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingDouble((Variant variant) -> variant.share.orElse(0))
                        .reversed())
                .toList();
        String shares = variants.stream()
                .limit(VARIANTS_SHOWN_MAX)
                .map(variant -> variant.name + percent(variant.share, " %.0f%%"))
                .collect(Collectors.joining(", "));
        return "demo: %-16s %8s decisions %8s outcomes   %s   %s"
                .formatted(task, count(stats.get("decisions")), count(stats.get("outcomes")), shares, leader(variants));
    }

    private static String leader(List<Variant> variants) {
        return variants.stream()
                .filter(variant -> variant.probabilityBest.isPresent())
                .max(Comparator.comparingDouble(variant -> variant.probabilityBest.getAsDouble()))
                .map(best -> best.name + " leads" + percent(best.probabilityBest, " (best with %.0f%%)"))
                .orElse("no leader yet");
    }

    private static String percent(OptionalDouble share, String format) {
        return share.isPresent() ? String.format(Locale.ROOT, format, 100 * share.getAsDouble()) : "";
    }

    private static String count(Json number) {
        return number.number().isPresent()
                ? String.format(Locale.ROOT, "%,.0f", number.number().getAsDouble())
                : "?";
    }
}
