/** The learner: pure functions from evidence to posteriors, allocation and inference. */
module dev.pulley.policies {
    requires static transitive org.jspecify;

    exports dev.pulley.policies.allocation;
    exports dev.pulley.policies.delay;
    exports dev.pulley.policies.evidence;
    exports dev.pulley.policies.inference;
    exports dev.pulley.policies.posterior;
    exports dev.pulley.policies.shaping;
}
