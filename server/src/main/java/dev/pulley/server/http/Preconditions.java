package dev.pulley.server.http;

import dev.pulley.server.change.Precondition;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code If-Match} and {@code If-None-Match}, whose entity tags are revisions. */
final class Preconditions {
    private static final Pattern REVISION_TAG = Pattern.compile("(?:W/)?\"?(\\d{1,18})\"?");
    private static final String ANY = "*";

    private Preconditions() {}

    /** A tag that is no revision matches nothing that may stand. */
    static Precondition of(RoutingContext request) {
        Precondition wanted = ofMatch(request.request().getHeader(HttpHeaders.IF_MATCH));
        String unwanted = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        return unwanted == null ? wanted : new Precondition.But(wanted, ofMatch(unwanted));
    }

    private static Precondition ofMatch(@Nullable String header) {
        if (header == null) {
            return new Precondition.Anything();
        }
        if (header.strip().equals(ANY)) {
            return new Precondition.Existing();
        }
        Set<Long> revisions = new HashSet<>();
        for (String tag : header.split(",", -1)) {
            Matcher matcher = REVISION_TAG.matcher(tag.strip());
            if (matcher.matches()) {
                revisions.add(Long.parseLong(matcher.group(1)));
            }
        }
        revisions.remove(0L);
        return new Precondition.OneOf(revisions);
    }
}
