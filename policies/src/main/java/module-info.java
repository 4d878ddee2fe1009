/** The learner: pure functions from evidence to posteriors, allocation and inference. */
module dev.pulley.policies {
    requires static transitive org.jspecify;
    requires commons.math3;
}
