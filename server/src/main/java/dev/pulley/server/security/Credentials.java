package dev.pulley.server.security;

import org.jspecify.annotations.Nullable;

/**
 * What a request shows of who sends it, as it stands in its headers.
 *
 * @param authorization the header of that name
 * @param apiKey the header {@code X-API-Key}
 * @param cookie the session's cookie; it counts only where neither of the others is there
 */
public record Credentials(
        @Nullable String authorization,
        @Nullable String apiKey,
        @Nullable String cookie) {
    private static final String BEARER = "Bearer ";

    /** The key that is shown, if one is; a header that has none is an empty key, which is nobody's. */
    public @Nullable String key() {
        if (authorization == null) {
            return apiKey;
        }
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }
}
