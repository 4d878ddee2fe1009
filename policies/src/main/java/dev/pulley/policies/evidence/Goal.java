package dev.pulley.policies.evidence;

/** Whether a task wants more of its outcome or less. */
public enum Goal {
    MAXIMIZE,
    MINIMIZE
}
