package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.experiment.Sample;
import java.util.List;

/** Plain Thompson sampling gives the published figure, or the laboratory itself is wrong. */
final class PublishedThompsonBar implements Bar {
    private static final long HORIZON = 1000;
    private static final int RUNS = 10_000;
    private static final double PUBLISHED = 28.1;
    private static final double TOLERANCE = 0.5;

    @Override
    public String letter() {
        return "b";
    }

    @Override
    public String setup() {
        return "plain Thompson, flat prior: 10 binary arms, means U(0,1), 1,000 decisions, 10,000 runs";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        Sample regret = laboratory
                .run(
                        Laboratory.fourKinds(10).get(0),
                        List.of(Contenders.PLAIN_THOMPSON),
                        List.of(HORIZON),
                        laboratory.runs(RUNS))
                .of(Contenders.PLAIN_THOMPSON)
                .last()
                .regret();
        return List.of(
                Figure.reported("regret", regret).requiring(new Bounds(PUBLISHED - TOLERANCE, PUBLISHED + TOLERANCE)));
    }
}
