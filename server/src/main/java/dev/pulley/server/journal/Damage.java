package dev.pulley.server.journal;

import java.nio.file.Path;

/**
 * A place in the journal that can't be read.
 *
 * @param bytes how many are damaged; 0 where a file ends too early
 * @param events how many events are known to be missing there; 0 where that can't be known
 */
public record Damage(Path file, long offset, long bytes, long events) {
    /** For a person to read. */
    public String toText() {
        String where = file + (bytes > 0 ? ", " + bytes + " bytes at " + offset : ", cut off at " + offset);
        return events > 0 ? where + " (" + events + (events == 1 ? " event)" : " events)") : where;
    }
}
