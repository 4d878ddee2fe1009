package dev.pulley.server.problem;

import java.util.Locale;

/** Every way in which a request can be refused, with the status that it is answered with. */
public enum ProblemCode {
    INVALID_JSON(400, "The request is not well-formed"),
    UNKNOWN_FIELD(400, "A field is not known here"),
    INVALID_TYPE(400, "A value has the wrong type"),
    INVALID_DECISION(400, "The decision token is not valid"),
    UNAUTHENTICATED(401, "A key is needed"),
    FORBIDDEN(403, "That is not allowed"),
    NOT_FOUND(404, "There is nothing at this path"),
    UNKNOWN_TASK(404, "There is no such task"),
    UNKNOWN_VARIANT(404, "There is no such variant"),
    UNKNOWN_REFERENCE(404, "There is no such reference"),
    METHOD_NOT_ALLOWED(405, "This path does not take this method"),
    OUTCOME_FIXED(409, "The outcome of a task that has evidence is fixed"),
    TASK_ARCHIVED(410, "The task is archived"),
    REVISION_CONFLICT(412, "The task has another revision"),
    TOO_LARGE(413, "The body is too large"),
    PATH_TOO_LONG(414, "The path and the query are too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
    INVALID_VALUE(422, "A value is not acceptable"),
    INVALID_TIME(422, "A time is not acceptable"),
    INVALID_TASK(422, "The task definition is not acceptable"),
    UNKNOWN_METRIC(422, "The task has no such metric"),
    RATE_LIMITED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "The server failed"),
    UNAVAILABLE(503, "Not available now");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The name as clients see it, such as {@code unknown_task}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
