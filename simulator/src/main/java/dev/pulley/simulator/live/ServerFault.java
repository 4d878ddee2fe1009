package dev.pulley.simulator.live;

/** The server can't be reached or refuses; the message is the one line that a person is shown. */
public final class ServerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerFault(String message) {
        super(message);
    }
}
