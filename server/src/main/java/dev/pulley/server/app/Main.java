package dev.pulley.server.app;

import java.util.List;

/** {@code ./pulley serve}. */
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    @SuppressWarnings("SystemExitOutsideMain") // it is main that this is called from
    public static void main(String... arguments) {
        List<String> words = List.of(arguments);
        List<String> options = words.isEmpty() ? words : words.subList(1, words.size());
        if (words.isEmpty() || !words.getFirst().equals("serve")) {
            fail("there is no command '" + String.join(" ", words) + "'; the server's is 'serve'");
        }
        if (options.contains("--help") || options.contains("-h")) {
            Terminal.say(ServeOptions.USAGE);
            return;
        }
        Logs.configure();
        try {
            Server server = Server.start(ServeOptions.parse(options, System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "pulley-stop"));
        } catch (StartException e) {
            fail(e.line());
        }
    }

    private static void fail(String line) {
        Terminal.complain("pulley: " + line);
        // Threads that were started on the way may keep the process; whoever called waits for an answer.
        Runtime.getRuntime().halt(FAILED);
    }
}
