package dev.pulley.server.privateredis;

import java.util.Optional;

/** Reads the answer to INFO: lines of {@code name:value}. */
final class InfoReply {
    private InfoReply() {}

    static Optional<String> field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
