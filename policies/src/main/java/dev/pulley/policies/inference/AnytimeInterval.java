package dev.pulley.policies.inference;

/**
 * An interval that may be looked at at any time: with the stated confidence, none that is ever seen misses the truth.
 *
 * @param low the lower end; negative infinity where a number without bounds has too few outcomes
 * @param high the upper end; infinity where a number without bounds has too few outcomes
 * @param asymptotic whether the promise holds only as far as averages are normally distributed
 */
public record AnytimeInterval(double low, double high, boolean asymptotic) {}
