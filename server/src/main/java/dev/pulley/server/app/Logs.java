package dev.pulley.server.app;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How the log is written: a line an entry, to standard error, for people or as JSON. */
final class Logs {
    /** Loggers are forgotten, with their level, unless somebody holds them. */
    private static final List<Logger> QUIET = new ArrayList<>();

    private static final String LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s %5$s%6$s%n";

    private Logs() {}

    /** How an entry is written. */
    enum Format {
        TEXT,
        JSON
    }

    static void configure() {
        configure(Format.TEXT);
    }

    static void configure(Format format) {
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", LINE);
        }
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler console = new ConsoleHandler();
        if (format == Format.JSON) {
            console.setFormatter(new JsonLines());
        }
        root.addHandler(console);
        root.setLevel(Level.INFO);
        // Both report every reconnection attempt, and the shipper and the refresher tell of the outage once.
        quieten("io.lettuce");
        quieten("io.netty");
    }

    private static void quieten(String name) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(Level.SEVERE);
        QUIET.add(logger);
    }
}
