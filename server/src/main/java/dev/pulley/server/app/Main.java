package dev.pulley.server.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** {@code ./pulley serve}, and what else the server's program does. */
public final class Main {
    /** Whoever told us to stop mostly kills after ten seconds. */
    private static final Duration STOP_MAX = Duration.ofSeconds(9);

    /** What brings in Java's flight recorder at each start, whether anybody records or not. */
    private static final List<String> UNWANTED_RECORDINGS = List.of("io.lettuce.core.jfr", "io.netty.jfr.enabled");

    private Main() {}

    public static void main(String... arguments) {
        List<String> words = List.of(arguments);
        List<String> options = words.isEmpty() ? words : words.subList(1, words.size());
        boolean isHelpWanted = options.contains("--help") || options.contains("-h");
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "serve" -> {
                if (isHelpWanted) {
                    Terminal.say(ServeOptions.USAGE);
                } else {
                    serve(options);
                }
            }
            case "events" -> {
                if (isHelpWanted) {
                    Terminal.say(EventsCommand.USAGE);
                } else {
                    events(options);
                }
            }
            case "keys" -> {
                if (isHelpWanted) {
                    Terminal.say(KeysCommand.USAGE);
                } else {
                    keys(options);
                }
            }
            case "rebuild" -> {
                if (isHelpWanted) {
                    Terminal.say(RebuildCommand.USAGE);
                } else {
                    rebuild(options);
                }
            }
            default ->
                fail("there is no command '" + String.join(" ", words)
                        + "'; the server's are 'serve', 'events', 'keys' and 'rebuild'");
        }
    }

    private static void events(List<String> options) {
        Logs.configure();
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            EventsCommand.run(options, out);
        } catch (IOException e) {
            fail("not all events could be written: " + e.getMessage());
        } catch (StartException e) {
            fail(e);
        }
    }

    private static void keys(List<String> options) {
        Logs.configure();
        try {
            KeysCommand.run(options, System.getenv(), Terminal::say, Terminal::complain);
        } catch (StartException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(Main.class).error("it failed in a way that nobody foresaw", e);
            fail("it failed: " + e);
        }
    }

    private static void rebuild(List<String> options) {
        Logs.configure();
        boolean isTerminal = Boolean.getBoolean("pulley.progress");
        try {
            RebuildCommand.run(
                    options,
                    System.getenv(),
                    Terminal::say,
                    new ProgressBar(isTerminal, Terminal::draw, Clock.systemUTC()));
        } catch (StartException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(Main.class).error("it failed in a way that nobody foresaw", e);
            fail("it failed: " + e);
        }
    }

    @SuppressWarnings("SystemExitOutsideMain") // it is main that this is called from
    private static void serve(List<String> options) {
        Logs.configure();
        UNWANTED_RECORDINGS.forEach(name -> System.setProperty(name, System.getProperty(name, "false")));
        AtomicReference<@Nullable Server> started = new AtomicReference<>();
        Thread starting = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopInTime(starting, started), "pulley-stop"));
        try {
            ServeOptions wanted = ServeOptions.parse(options, System.getenv());
            Logs.configure(wanted.log());
            started.set(Server.start(wanted, Terminal::say));
        } catch (StartException e) {
            if (!isEnding()) {
                fail(e);
            }
        } catch (RuntimeException | Error e) {
            if (!isEnding()) {
                LoggerFactory.getLogger(Main.class).error("the start failed in a way that nobody foresaw", e);
                fail("it can't start: " + e);
            }
        }
    }

    /** Whether we were told to stop; then whatever a start stumbles over comes of that. Java says so only by refusing. */
    private static boolean isEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread());
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** A server that was told to stop and did has not failed, which is what Java would otherwise say. */
    private static void stopInTime(Thread starting, AtomicReference<@Nullable Server> started) {
        Thread stopping = Thread.ofPlatform().name("pulley-stopping").start(() -> stop(starting, started));
        boolean isStopped = false;
        try {
            isStopped = stopping.join(STOP_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!isStopped) {
            fail("it did not stop within " + STOP_MAX.toSeconds() + " s and was ended; the next start ships the rest");
        }
        Runtime.getRuntime().halt(0);
    }

    /** A start that is under way gives up what it has begun, and ends the process itself. */
    private static void stop(Thread starting, AtomicReference<@Nullable Server> started) {
        starting.interrupt();
        try {
            starting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Server server = started.get();
        if (server != null) {
            server.stop();
        }
    }

    private static void fail(StartException e) {
        fail(e.line(), e.status());
    }

    private static void fail(String line) {
        fail(line, StartException.FAILED);
    }

    private static void fail(String line, int status) {
        Terminal.complain("pulley: " + line);
        // Threads that were started on the way may keep the process; whoever called waits for an answer.
        Runtime.getRuntime().halt(status);
    }
}
