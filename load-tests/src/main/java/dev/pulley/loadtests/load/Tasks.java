package dev.pulley.loadtests.load;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The tasks of the load: so many, each with so many variants, all of them alike. Their names have one length, and so have
 * payloads, so that it is the same request and the same answer whatever their numbers.
 *
 * @param prefix of their names, which tells them from those of another run
 */
record Tasks(String prefix, int count, int variants) {
    static final int TASKS_MAX = 1_000_000;
    static final int VARIANTS_MAX = 1_000;

    private static final int DIGITS = 6;
    private static final String PAYLOAD =
            "Answer in at most three sentences. Say what you are sure of, and what you are"
                    + " not. If the question has more than one reading, name the likelier one first.";

    Tasks {
        if (count < 1 || count > TASKS_MAX) {
            throw new IllegalArgumentException("count must be from 1 to " + TASKS_MAX + ": " + count);
        }
        if (variants < 1 || variants > VARIANTS_MAX) {
            throw new IllegalArgumentException("variants must be from 1 to " + VARIANTS_MAX + ": " + variants);
        }
    }

    String name(int index) {
        String digits = Integer.toString(index);
        return prefix + "0".repeat(DIGITS - digits.length()) + digits;
    }

    byte[] anyName(SplittableRandom random) {
        return name(random.nextInt(count)).getBytes(StandardCharsets.US_ASCII);
    }

    /** A binary outcome and two proxies, whose values do not depend on what is decided. */
    String definition() {
        StringBuilder text = new StringBuilder(512);
        text.append("{\"outcome\":{\"metric\":\"resolved\",\"kind\":\"binary\",\"window\":\"1h\",\"grace\":\"10m\","
                + "\"absent\":\"missing\"},"
                + "\"proxies\":[{\"metric\":\"accepted\",\"kind\":\"binary\",\"weight\":0.3},"
                + "{\"metric\":\"copied\",\"kind\":\"binary\",\"weight\":0.2}],"
                + "\"variants\":[");
        for (int i = 0; i < variants; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"variant-")
                    .append(1_000 + i)
                    .append("\",\"payload\":{\"prompt\":\"")
                    .append(PAYLOAD)
                    .append("\"}}");
        }
        return text.append("]}").toString();
    }
}
