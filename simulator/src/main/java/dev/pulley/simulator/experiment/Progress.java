package dev.pulley.simulator.experiment;

import java.io.PrintStream;
import java.util.Locale;

/** A bar that shows how far a long piece of work has come; silent where nobody watches a terminal. */
public final class Progress {
    private static final int WIDTH = 40;

    private final PrintStream out;
    private final boolean shown;
    private int shownPermille = -1;

    private Progress(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /** Shown on standard error if the launcher saw a terminal there; Java 21 has no way to ask. */
    public static Progress ofTerminal() {
        return new Progress(System.err, Boolean.getBoolean("pulley.progress"));
    }

    public static Progress to(PrintStream out) {
        return new Progress(out, true);
    }

    public static Progress silent() {
        return new Progress(System.err, false);
    }

    void show(String label, int done, int total) {
        int permille = (int) (1000L * done / total);
        if (!shown || permille == shownPermille) {
            return;
        }
        shownPermille = permille;
        int filled = WIDTH * done / total;
        String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
        out.print(String.format(Locale.ROOT, "\r%s [%s] %5.1f%%", label, bar, permille / 10.0));
        out.flush();
    }

    void finish(String label) {
        if (shown) {
            out.print("\r" + " ".repeat(label.length() + WIDTH + 12) + "\r");
            out.flush();
            shownPermille = -1;
        }
    }
}
