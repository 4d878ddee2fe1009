package dev.pulley.server.app;

import dev.pulley.server.journal.JournalException;
import dev.pulley.server.trail.Trail;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./pulley events}. */
final class EventsCommand {
    static final String USAGE = """
            Usage: ./pulley events FOLDER...

            Writes the events in the data folders of one or more servers as JSON, a line each, in the order of
            time: decisions, rewards and changes. It only reads, also while the servers run. What is damaged is
            told on standard error and passed over; then it ends with status 1.
            """;

    private EventsCommand() {}

    /** @param out is not closed */
    static void run(List<String> arguments, OutputStream out) throws StartException {
        List<Path> folders = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("-")) {
                throw new StartException("events has no option '" + argument + "'; see ./pulley events --help");
            }
            try {
                folders.add(Path.of(argument));
            } catch (InvalidPathException e) {
                throw new StartException("'" + argument + "' is not a path");
            }
        }
        if (folders.isEmpty()) {
            throw new StartException(
                    "events needs the data folder of a server, or several; see ./pulley events --help");
        }
        Trail.Told told;
        try {
            told = Trail.tell(folders, out, line -> Terminal.complain("pulley: " + line));
        } catch (JournalException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (isOfClosedPipe(e)) {
                // Whoever reads has seen enough, as head does.
                return;
            }
            throw new StartException("not all events could be written: " + e.getMessage());
        }
        if (told.faults() > 0) {
            throw new StartException(told.faults() + " places could not be read and were passed over; " + told.events()
                    + " events told");
        }
    }

    /** Java tells this failure from others by the system's words alone, which are in the language of the user. */
    private static boolean isOfClosedPipe(IOException e) {
        return wordsForClosedPipe().equals(e.getMessage());
    }

    private static String wordsForClosedPipe() {
        try {
            Pipe pipe = Pipe.open();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                pipe.source().close();
                sink.write(ByteBuffer.allocate(1));
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
