package dev.pulley.server.privateredis;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells the Redis of one folder from all others.
 *
 * @param id shown in the title of the process
 * @param password known to the folder's owner alone
 * @param port where it listens if sockets cannot be locked; one of a range that systems give to nobody by themselves
 */
record Identity(String id, String password, int port) {
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;
    private static final int ID_BYTES = 8;
    private static final int PASSWORD_BYTES = 32;
    private static final Pattern TEXT =
            Pattern.compile("id=([0-9a-f]{16})\npassword=([0-9a-f]{64})\nport=([0-9]{1,5})\n");

    static Identity random() {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[ID_BYTES];
        byte[] password = new byte[PASSWORD_BYTES];
        random.nextBytes(id);
        random.nextBytes(password);
        HexFormat hex = HexFormat.of();
        return new Identity(hex.formatHex(id), hex.formatHex(password), FIRST_PORT + random.nextInt(PORTS));
    }

    static Optional<Identity> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Identity(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    Identity withPort(int other) {
        return new Identity(id, password, other);
    }

    String text() {
        return "id=" + id + "\npassword=" + password + "\nport=" + port + "\n";
    }

    /** The title of the process, in the pattern that Redis fills in. */
    String title() {
        return "{title} {listen-addr} " + mark();
    }

    /** How the title ends when Redis has filled it in. With a copy of the folder the id is copied too, but the place is another. */
    String titleEnd(Endpoint endpoint) {
        return endpoint + " " + mark();
    }

    private String mark() {
        return "pulley-" + id;
    }

    /** Without the password, which must not end up in a log by accident. */
    @Override
    public String toString() {
        return "Identity[" + id + "]";
    }
}
