package dev.pulley.simulator.live;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.Environment;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes contenders of a live server. A round's time turns the environment's rounds into the windows of a task. */
public final class LiveServer {
    static final String DEFAULT_POLICY = "default";

    private static final Pattern POLICY_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

    private final ServerClient client;
    private final long roundMillis;
    private final String session;

    /**
     * @param session told apart from all earlier ones, since a task's evidence stays on the server
     */
    public LiveServer(URI server, @Nullable String key, long roundMillis, String session) {
        this.client = new ServerClient(server, key);
        this.roundMillis = roundMillis;
        this.session = session;
    }

    public Contender contender(String policy, Environment environment, int run) {
        if (!POLICY_NAME.matcher(policy).matches()) {
            throw new ServerFault("--policy: '" + policy + "' can't be a policy's name");
        }
        String task = "simulation-" + session + "-" + run + "-" + policy;
        return new ServerContender(client, environment, policy, task, roundMillis);
    }
}
