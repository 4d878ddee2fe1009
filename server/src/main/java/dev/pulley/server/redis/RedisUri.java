package dev.pulley.server.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is: a standalone one and one behind Sentinels by the URLs that lettuce knows, a cluster by
 * {@code redis-cluster://} or {@code rediss-cluster://}, credentials if any, and some of its nodes with commas between.
 */
record RedisUri(List<RedisURI> nodes, boolean isCluster) {
    private static final Pattern CLUSTER = Pattern.compile("(rediss?)-cluster://(?:(.*)@)?([^/?#@]+)/?");

    static RedisUri parse(String uri, Duration timeout) throws RedisUnfitException {
        Matcher cluster = CLUSTER.matcher(uri);
        List<RedisURI> nodes = new ArrayList<>();
        try {
            if (cluster.matches()) {
                String credentials = cluster.group(2) == null ? "" : cluster.group(2) + "@";
                for (String node : cluster.group(3).split(",", -1)) {
                    nodes.add(RedisURI.create(cluster.group(1) + "://" + credentials + node));
                }
            } else {
                nodes.add(RedisURI.create(uri));
            }
        } catch (IllegalArgumentException e) {
            // What it says may have the password in it.
            throw new RedisUnfitException(
                    "--redis is not a Redis URL: it has a form like redis://:PASSWORD@HOST:6379 (rediss:// by TLS,"
                            + " redis-cluster://HOST:6379,HOST:6380 for a cluster), and special characters in a password are written"
                            + " as %40 and the like");
        }
        nodes.forEach(node -> node.setTimeout(timeout));
        return new RedisUri(List.copyOf(nodes), cluster.matches());
    }
}
