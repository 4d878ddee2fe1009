package dev.pulley.server.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is said to the person who started the server; the log is apart. */
final class Terminal {
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final PrintStream ERROR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private Terminal() {}

    static void say(String text) {
        OUT.println(text.stripTrailing());
    }

    static void complain(String line) {
        ERROR.println(line);
    }

    /** As it is, without the end of a line. */
    static void draw(String text) {
        ERROR.print(text);
        ERROR.flush();
    }
}
