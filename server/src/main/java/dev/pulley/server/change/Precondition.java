package dev.pulley.server.change;

import java.util.Set;

/** What must stand for a change to be made. Revision 0 is that of a task which is not there. */
public sealed interface Precondition {
    boolean allows(long revision);

    /** The last one wins. */
    record Anything() implements Precondition {
        @Override
        public boolean allows(long revision) {
            return true;
        }
    }

    /** There is such a task. */
    record Existing() implements Precondition {
        @Override
        public boolean allows(long revision) {
            return revision > 0;
        }
    }

    /** The task stands at one of these; at none, if there are none. */
    record OneOf(Set<Long> revisions) implements Precondition {
        public OneOf {
            revisions = Set.copyOf(revisions);
        }

        @Override
        public boolean allows(long revision) {
            return revisions.contains(revision);
        }
    }

    /** The one holds, and the other does not. */
    record But(Precondition wanted, Precondition unwanted) implements Precondition {
        @Override
        public boolean allows(long revision) {
            return wanted.allows(revision) && !unwanted.allows(revision);
        }
    }
}
