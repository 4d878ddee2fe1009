package dev.pulley.server.http;

import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.decision.Decided;
import dev.pulley.server.problem.Result;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request for one decision, and its answer, as JSON. The answer is written at once into as many bytes as it has. Nothing in it
 * needs to be escaped: names are of letters, digits, dots, dashes and underscores, a token is base64url, and a payload is JSON
 * already.
 */
public final class DecideJson {
    private static final byte[] DECISION = bytes("{\"decision\":\"");
    private static final byte[] TASK = bytes("\",\"task\":\"");
    private static final byte[] VARIANT = bytes("\",\"variant\":\"");
    private static final byte[] VERSION = bytes("\",\"version\":");
    private static final byte[] PAYLOAD = bytes(",\"payload\":");
    private static final byte[] PROPENSITY = bytes(",\"propensity\":");
    private static final byte[] POLICY = bytes(",\"policy\":\"");
    private static final byte[] REVISION = bytes("\",\"revision\":");
    private static final byte[] END = bytes("}");

    private final byte[] out;
    private int length;

    private DecideJson(int length) {
        this.out = new byte[length];
    }

    @SuppressWarnings("deprecation") // the one way to get a text's bytes without another array; it is for such texts
    private void put(String ascii) {
        ascii.getBytes(0, ascii.length(), out, length);
        length += ascii.length();
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }

    /**
     * What is asked, or what is wrong with it.
     *
     * @param traceparent the trace that the call is part of, if it is of one
     */
    public static Result<DecideRequest> read(byte[] body, @Nullable String traceparent) {
        DecideRequest plain = PlainDecide.read(body, traceparent);
        return plain == null ? Bodies.read(body, new DecideForm("", traceparent)) : Result.ok(plain);
    }

    public static byte[] write(Decided decided) {
        String task = decided.task().name();
        String variant = decided.variant().name();
        String version = Integer.toString(decided.version());
        byte[] payload = decided.variant().payload();
        String propensity = number(decided.propensity());
        String revision = Long.toString(decided.task().revision());
        int fixed = DECISION.length
                + TASK.length
                + VARIANT.length
                + VERSION.length
                + PAYLOAD.length
                + PROPENSITY.length
                + POLICY.length
                + REVISION.length
                + END.length;
        DecideJson answer = new DecideJson(fixed
                + decided.token().length()
                + task.length()
                + variant.length()
                + version.length()
                + payload.length
                + propensity.length()
                + decided.policy().length()
                + revision.length());
        answer.put(DECISION);
        answer.put(decided.token());
        answer.put(TASK);
        answer.put(task);
        answer.put(VARIANT);
        answer.put(variant);
        answer.put(VERSION);
        answer.put(version);
        answer.put(PAYLOAD);
        answer.put(payload);
        answer.put(PROPENSITY);
        answer.put(propensity);
        answer.put(POLICY);
        answer.put(decided.policy());
        answer.put(REVISION);
        answer.put(revision);
        answer.put(END);
        return answer.out;
    }

    /** As {@link dev.pulley.server.json.JsonWriter} writes it: certainty is 1, not 1.0. */
    private static String number(double propensity) {
        return propensity == 1 ? "1" : Double.toString(propensity);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
