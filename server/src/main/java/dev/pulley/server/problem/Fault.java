package dev.pulley.server.problem;

/**
 * One thing wrong with a request.
 *
 * @param field a JSON Pointer to the value to blame; empty where it is the whole document
 */
public record Fault(String field, ProblemCode code, String detail) {}
