package dev.pulley.server.privateredis;

import java.io.IOException;
import java.util.Locale;

/** Turns what a Redis said before it ended into one line that says what is wrong and the way out. */
final class FailedStart {
    private FailedStart() {}

    static PrivateRedisException of(
            ServerProgram program, RedisFolder folder, Endpoint endpoint, String log, String ending) {
        return new PrivateRedisException(explain(program, folder, endpoint, log.toLowerCase(Locale.ROOT), log, ending));
    }

    private static String explain(
            ServerProgram program, RedisFolder folder, Endpoint endpoint, String lowered, String log, String ending) {
        if (lowered.contains("address already in use")) {
            return "another program listens on " + endpoint + ", where the private Redis must; name a free port with"
                    + " --redis-port";
        }
        if (lowered.contains("no space left") || isFull(folder)) {
            return "the disk of " + folder.path() + " is full; make room, or name another folder with --data";
        }
        if (lowered.contains("can't handle rdb format version")) {
            return "the data in " + folder.path() + " was written by a newer server than " + program.version() + " ("
                    + program.path() + "); install a newer one, or name it with --redis-server PATH";
        }
        if (lowered.contains("append only file")
                && (lowered.contains("bad file format")
                        || lowered.contains("unexpected end")
                        || lowered.contains("error reading"))) {
            return "the data of the private Redis is damaged: " + folder.appendOnlyFile() + "; make a copy of "
                    + folder.path() + ", then repair it with: redis-check-aof --fix " + folder.appendOnlyFile();
        }
        return program.version() + " (" + program.path() + ") did not start: " + ending + lastWords(log)
                + "; its log is " + folder.log();
    }

    private static boolean isFull(RedisFolder folder) {
        try {
            return folder.isFull();
        } catch (IOException e) {
            return false;
        }
    }

    /** Of what is left after a line's id, time and level, the last that says something. */
    private static String lastWords(String log) {
        return log.lines()
                .map(line -> line.replaceFirst("^\\d+:\\w .*?\\d\\d:\\d\\d:\\d\\d\\.\\d+ \\S ", "")
                        .strip())
                .filter(line -> !line.isEmpty())
                .reduce((before, last) -> last)
                .map(line -> " (" + line + ")")
                .orElse("");
    }
}
