package dev.pulley.server.task;

/** The rule for names of tasks, variants and metrics. */
public final class Names {
    public static final int LENGTH_MAX = 64;
    public static final String RULE =
            "a name has 1 to 64 characters of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit";

    private Names() {}

    public static boolean isName(String text) {
        int length = text.length();
        if (length == 0 || length > LENGTH_MAX || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** The one copy of a name that there is: variants, metrics and policies are called the same in many tasks. */
    static String shared(String name) {
        return name.intern();
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
