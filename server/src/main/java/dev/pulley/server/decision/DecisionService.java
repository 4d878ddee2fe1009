package dev.pulley.server.decision;

import dev.pulley.policies.allocation.StickyDraw;
import dev.pulley.policies.evidence.UnitGroups;
import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.Rival;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.snapshot.VariantView;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import dev.pulley.server.token.TokenSealer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses variants. Not thread-safe: one to an event loop; what they share is safe. */
public final class DecisionService {
    /** The counter of a decision that is in no journal. */
    private static final long NO_COUNTER = 0;

    private final Supplier<Snapshot> snapshot;
    private final Journal journal;
    private final ChunkCursors chunks;
    private final TokenSealer sealer;
    private final InstantSource clock;
    private final RandomGenerator random;

    public DecisionService(
            Supplier<Snapshot> snapshot,
            Journal journal,
            ChunkCursors chunks,
            TokenSealer sealer,
            InstantSource clock,
            RandomGenerator random) {
        this.snapshot = snapshot;
        this.journal = journal;
        this.chunks = chunks;
        this.sealer = sealer;
        this.clock = clock;
        this.random = random;
    }

    public Result<Decided> decide(int tenant, DecideRequest request) {
        Optional<TaskView> known = snapshot.get().task(tenant, request.task());
        if (known.isEmpty()) {
            return Result.refused(ProblemCode.UNKNOWN_TASK, "there is no task '" + request.task() + "'");
        }
        TaskView view = known.get();
        if (view.task().status().archived()) {
            return Result.refused(ProblemCode.TASK_ARCHIVED, "the task '" + request.task() + "' is archived");
        }
        int index = draw(view, request.unit());
        boolean isFresh = request.unit() == null && !request.confirm() && view.counts();
        return Result.ok(decide(view, index, isFresh ? rival(view, index) : null, request));
    }

    /**
     * What a unit would be answered of its tenant's tasks now, in the order of their names, all from one snapshot. Nothing
     * is decided by asking.
     *
     * @param tasksMax the first of them, if there are more
     */
    public List<Prospect> prospects(int tenant, String unit, int tasksMax) {
        List<Prospect> found = new ArrayList<>();
        if (tasksMax > 0) {
            snapshot.get().visit(tenant, "", view -> {
                found.add(new Prospect(
                        view, view.task().status().archived() ? Prospect.NOTHING : draw(view, unit), clock.millis()));
                return found.size() < tasksMax;
            });
        }
        return found;
    }

    /** Decides as it was prospected. The request names the same task and unit. */
    public Decided decide(Prospect prospect, DecideRequest request) {
        return decide(prospect.view(), prospect.index(), null, request);
    }

    private Decided decide(TaskView view, int index, @Nullable Rival rival, DecideRequest request) {
        VariantView variant = view.variants().get(index);
        Draft draft = new Draft(view, index, rival, request);
        Decision made = journaled(draft);
        return new Decided(
                sealer.seal(made),
                view.task(),
                variant.definition(),
                variant.identity().version(),
                made.propensity(),
                view.policy(),
                view.counts());
    }

    /** Journals the decision or, where that can't be, has it counted: a full disk is no reason not to answer. */
    private Decision journaled(Draft draft) {
        try {
            journal.appendUnawaited(draft);
        } catch (JournalException e) {
            // The place in the journal that it was made for goes to another event.
            journal.unwritten().count(draft.apply(new Position(journal.epoch(), NO_COUNTER)));
        }
        return draft.decision();
    }

    /** A decision that is all but made: what it lacks is its place. */
    private final class Draft implements Function<Position, Event> {
        private final TaskView view;
        private final int index;
        private final @Nullable Rival rival;
        private final DecideRequest request;
        private @Nullable Decision made;

        Draft(TaskView view, int index, @Nullable Rival rival, DecideRequest request) {
            this.view = view;
            this.index = index;
            this.rival = rival;
            this.request = request;
        }

        @Override
        public DecisionMade apply(Position position) {
            Task task = view.task();
            VariantIdentity identity = view.variants().get(index).identity();
            long now = clock.millis();
            long closesAfterMillis = task.closesAfter().toMillis();
            ChunkCursors.Cursor cursor = chunks.next(view, now, closesAfterMillis);
            Decision decision = new Decision(
                    task.tenant(),
                    task.id(),
                    identity.id(),
                    identity.version(),
                    task.revision(),
                    view.allocation().share(index),
                    now,
                    BucketWidth.codeFor(task.definition().outcome().window()),
                    view.counts(),
                    request.confirm() && view.counts(),
                    unitGroup(task.id(), request.unit()),
                    new Place(journal.node(), position.epoch(), position.counter(), cursor.chunk(), cursor.offset()));
            made = decision;
            return new DecisionMade(
                    decision, view.counts(), now + closesAfterMillis, request.reference(), request.about(), rival);
        }

        /** As it was made last. */
        Decision decision() {
            return Objects.requireNonNull(made, "it was made");
        }
    }

    private int draw(TaskView view, @Nullable String unit) {
        if (unit == null) {
            return view.table().draw(random.nextLong());
        }
        return StickyDraw.draw(unitHash(view.task().id(), unit), view.variantIds(), view.allocation());
    }

    /**
     * Whom a second draw gives, by which it is watched that variants are chosen as often as they should be; nobody, if it
     * gives the same. It goes by the shares themselves, so that a wrong table shows.
     */
    private @Nullable Rival rival(TaskView view, int index) {
        int second = view.allocation().at(random.nextDouble());
        if (second == index) {
            return null;
        }
        VariantIdentity identity = view.variants().get(second).identity();
        return new Rival(identity.id(), identity.version());
    }

    /** Which of the groups a unit is in, as good as independent of its draws, which mix its hash with the variants' ids. */
    private static int unitGroup(int task, @Nullable String unit) {
        return unit == null ? 0 : 1 + (int) Long.remainderUnsigned(unitHash(task, unit), UnitGroups.COUNT);
    }

    /** FNV-1a over the task's id and the unit's bytes, mixed so that every bit counts. */
    private static long unitHash(int task, String unit) {
        long hash = 0xcbf29ce484222325L;
        for (int shift = 24; shift >= 0; shift -= 8) {
            hash = (hash ^ ((task >>> shift) & 0xff)) * 0x100000001b3L;
        }
        for (byte octet : unit.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
