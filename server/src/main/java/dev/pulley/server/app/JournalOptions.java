package dev.pulley.server.app;

import dev.pulley.server.journal.Fsync;
import dev.pulley.server.journal.JournalSettings;
import dev.pulley.server.journal.Retention;
import dev.pulley.server.task.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What {@code serve} was told of how to keep the journal. */
final class JournalOptions {
    static final String FSYNC = "--fsync";
    static final String KEEP = "--journal-keep";
    static final String MOST = "--journal-max-mb";
    static final String SEGMENT = "--journal-segment-mb";

    private static final int MB_BITS = 20;
    private static final long MOST_MB_MAX = 1L << 30;

    private JournalOptions() {}

    /** @param value gives what was said for a flag */
    static JournalSettings parse(Function<String, Optional<String>> value) throws StartException {
        Fsync fsync = JournalSettings.STANDARD.fsync();
        Optional<String> named = value.apply(FSYNC);
        if (named.isPresent()) {
            fsync = Fsync.parse(named.get())
                    .orElseThrow(() -> new StartException(FSYNC + " must be never, 1s or always, not '" + named.get()
                            + "'; see ./pulley serve --help"));
        }
        long segmentBytes = megabytes(
                        SEGMENT,
                        value.apply(SEGMENT),
                        JournalSettings.SEGMENT_BYTES_MIN >> MB_BITS,
                        JournalSettings.SEGMENT_BYTES_MAX >> MB_BITS)
                .orElse(JournalSettings.SEGMENT_BYTES_STANDARD);
        Retention retention = new Retention(age(value.apply(KEEP)), megabytes(MOST, value.apply(MOST), 1, MOST_MB_MAX));
        return new JournalSettings(fsync, segmentBytes, retention);
    }

    private static Optional<Duration> age(Optional<String> text) throws StartException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> age = Durations.parse(text.get());
        if (age.isEmpty()) {
            throw new StartException(KEEP + " '" + text.get() + "' is not a duration; " + Durations.RULE);
        }
        return age;
    }

    private static Optional<Long> megabytes(String flag, Optional<String> text, long least, long most)
            throws StartException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            long megabytes = Long.parseLong(text.get());
            if (megabytes >= least && megabytes <= most) {
                return Optional.of(megabytes << MB_BITS);
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong number.
        }
        throw new StartException(
                flag + " must be a number of megabytes from " + least + " to " + most + ", not '" + text.get() + "'");
    }
}
