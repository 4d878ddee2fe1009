package dev.pulley.simulator.contender;

import java.util.function.IntToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/** The arm with the greatest index; ties are broken at random, so that no arm gains from its place in the list. */
final class Greatest {
    private Greatest() {}

    static int of(int arms, IntToDoubleFunction index, UniformRandomProvider random) {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        int ties = 0;
        for (int arm = 0; arm < arms; arm++) {
            double value = index.applyAsDouble(arm);
            if (value > greatest) {
                greatest = value;
                best = arm;
                ties = 1;
            } else if (value == greatest) {
                ties++;
                if (random.nextInt(ties) == 0) {
                    best = arm;
                }
            }
        }
        return best;
    }
}
