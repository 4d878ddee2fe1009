package dev.pulley.server.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as requests write them. */
final class Times {
    static final String RULE = "a time as RFC 3339 writes it, such as 2026-01-31T09:30:00Z";

    /** The library takes more than RFC 3339, such as years of six digits and times without seconds. */
    private static final Pattern FORM =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

    private Times() {}

    static Optional<Instant> parse(String text) {
        try {
            return FORM.matcher(text).matches()
                    ? Optional.of(OffsetDateTime.parse(text).toInstant())
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
