package dev.pulley.server.problem;

import java.util.function.Function;

/** A value, or the problem that stands in its place. */
public sealed interface Result<T> {
    record Ok<T>(T value) implements Result<T> {}

    record Refused<T>(Problem problem) implements Result<T> {}

    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Result<T> refused(Problem problem) {
        return new Refused<>(problem);
    }

    static <T> Result<T> refused(ProblemCode code, String detail) {
        return new Refused<>(Problem.of(code, detail));
    }

    default <R> Result<R> then(Function<? super T, Result<R>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Refused<T>(Problem problem) -> new Refused<>(problem);
        };
    }
}
