package dev.pulley.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing lost, nothing twice: the protocol between the nodes' journals and Redis, run in a model of everything that can
 * go wrong between them.
 *
 * <p>Three nodes append decisions and rewards to their journals, and each ships each partition's events to Redis in
 * batches, from the fence that Redis keeps for it. Nodes are killed and started again, and may lose the end of their
 * journal that nobody was told of. Batches are late, lost, sent twice, or applied with the answer lost, and may arrive
 * when the process that sent them is long dead. Redis replicates late, and a failover loses its newest writes. Apps
 * report on any node, in any order, with repeats, contradictions, corrections and retractions, and some reports are
 * shipped before their decision. When all is quiet, the evidence must be what the journals say, and each decision must
 * be counted once.
 *
 * <p>Not in the model: windows and grace, which are judged when a reward is journaled and travel with it; a Redis that
 * comes back empty or as another one; the loss of a disk.
 *
 * <p>A run is its seed. One that goes wrong is told from the beginning in the failure's message.
 */
class ProtocolModelTest {

    private static final long FIRST_SEED = 1;
    private static final int RUNS = 2_000;
    /** Each trouble is to be seen in so many of the runs at least, or their being right means little. */
    private static final int RUNS_WITH_EACH_TROUBLE_MIN = 50;

    private static final List<ProtocolRun> PROTOCOL_RUNS = runs(Rules.PROTOCOL);

    @Test
    void everyRun_underTheProtocol_endsWithTheEvidenceThatTheJournalsSay() {
        List<ProtocolRun> wrong = wrong(PROTOCOL_RUNS);

        if (!wrong.isEmpty()) {
            fail(
                    "%,d of %,d runs are wrong; the first is%n%s",
                    wrong.size(), RUNS, account(wrong.getFirst().seed()));
        }
    }

    @Test
    void theRuns_betweenThem_seeEveryTroubleOften() {
        for (Story.Trouble trouble : Story.Trouble.values()) {
            long seen = PROTOCOL_RUNS.stream()
                    .filter(run -> run.story().count(trouble) > 0)
                    .count();
            System.out.printf("%-34s in %,5d of %,d runs%n", trouble, seen, RUNS);
            assertThat(seen).as("runs with %s", trouble).isGreaterThanOrEqualTo(RUNS_WITH_EACH_TROUBLE_MIN);
        }
    }

    @Test
    void fence_weakenedToApplyIfNewer_losesAndDoubles() {
        assertSomeWrong("fence weakened to 'apply if newer'", Rules.PROTOCOL.with(Rules.Fence.BEFORE_TO));
    }

    @Test
    void fence_keptButNotCompared_losesAndDoubles() {
        assertSomeWrong("no fence", Rules.PROTOCOL.with(Rules.Fence.UNCHECKED));
    }

    @Test
    void standingValue_ofTheLastToArrive_isTheWrongOne() {
        assertSomeWrong("the last to arrive stands", Rules.PROTOCOL.with(Rules.Standing.LAST_TO_ARRIVE));
    }

    @Test
    void epoch_notRaisedAtAStart_losesWhatIsJournaledUnderAnUsedSequence() {
        assertSomeWrong("epoch not raised", Rules.PROTOCOL.with(Rules.Epoch.KEPT));
    }

    @Test
    void aSeed_runTwice_tellsTheSameStory() {
        assertThat(account(FIRST_SEED)).isEqualTo(account(FIRST_SEED)).contains("applied");
    }

    private static void assertSomeWrong(String what, Rules weaker) {
        int wrong = wrong(runs(weaker)).size();
        System.out.printf("%-34s wrong in %,d of %,d runs%n", what, wrong, RUNS);
        assertThat(wrong).isPositive();
    }

    private static List<ProtocolRun> runs(Rules rules) {
        return LongStream.range(FIRST_SEED, FIRST_SEED + RUNS)
                .mapToObj(seed -> ProtocolRun.of(seed, rules, Story.counted()))
                .toList();
    }

    private static List<ProtocolRun> wrong(List<ProtocolRun> runs) {
        return runs.stream().filter(run -> !run.faults().isEmpty()).toList();
    }

    /** The run of a seed again, with its story. */
    private static String account(long seed) {
        ProtocolRun run = ProtocolRun.of(seed, Rules.PROTOCOL, Story.told());
        return "seed %d%n%s%n%s".formatted(seed, run.story().text(), String.join("\n", run.faults()));
    }
}
