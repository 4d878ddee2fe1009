package dev.pulley.loadtests.process;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Redis's part in replication.
 *
 * @param masterPort whom it follows; 0 for a master
 * @param isSynced whether it has all that its master had when it joined, and still hears of it; never of a master. A replica that
 *     has not is not chosen to take its place, though the master counts it
 * @param offset how many bytes of writes it has seen
 */
public record Replication(boolean isMaster, int masterPort, boolean isSynced, long offset) {
    public static Replication of(RedisConnection connection) throws IOException {
        Map<String, String> fields = connection
                .text("INFO", "replication")
                .lines()
                .filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first));
        boolean isMaster = fields.getOrDefault("role", "").equals("master");
        return new Replication(
                isMaster,
                isMaster ? 0 : Integer.parseInt(fields.getOrDefault("master_port", "0")),
                fields.getOrDefault("master_link_status", "").equals("up"),
                Long.parseLong(fields.getOrDefault(isMaster ? "master_repl_offset" : "slave_repl_offset", "0")));
    }
}
