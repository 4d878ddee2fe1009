package dev.pulley.server.http;

import dev.pulley.server.change.Precondition;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code If-Match}, whose entity tags are revisions. */
final class IfMatch {
    private static final Pattern REVISION_TAG = Pattern.compile("(?:W/)?\"?(\\d{1,18})\"?");

    private IfMatch() {}

    /** A tag that is no revision matches nothing that may stand. */
    static Precondition of(RoutingContext request) {
        String header = request.request().getHeader(HttpHeaders.IF_MATCH);
        if (header == null) {
            return new Precondition.Anything();
        }
        if (header.strip().equals("*")) {
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
