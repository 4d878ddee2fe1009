package dev.pulley.server.app;

import dev.pulley.server.security.Seal;
import dev.pulley.server.security.SealDesk;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code ./pulley keys} does with the keys that seal tokens. */
final class SealWork {
    private SealWork() {}

    static KeysCommand.Work rotate(
            InstantSource clock, Map<String, String> environment, Consumer<String> out, Consumer<String> words)
            throws StartException {
        if (!environment.getOrDefault("PULLEY_SECRET", "").isBlank()) {
            throw new StartException("PULLEY_SECRET seals the decision tokens here, so that is where another goes: see"
                    + " docs/operations.md");
        }
        return keys -> {
            Seal seal = new SealDesk(keys, clock).rotate();
            out.accept(seal.name());
            words.accept("seal " + seal.name() + " seals from " + KeysCommand.time(seal.sealsFromMillis())
                    + "; what older ones sealed is still good");
        };
    }

    static KeysCommand.Work list(InstantSource clock, Consumer<String> out, Consumer<String> words) {
        return keys -> {
            List<Seal> seals = keys.current().seals();
            if (seals.isEmpty()) {
                words.accept("there are no seals; the first start of a server makes one");
                return;
            }
            Optional<Seal> sealing = new SealDesk(keys, clock).sealing();
            String row = "%-14s %-22s %s";
            out.accept(String.format(row, "NAME", "SEALS FROM", "USE"));
            for (Seal seal : seals) {
                String use = sealing.filter(seal::equals).isPresent()
                        ? "seals"
                        : seal.sealsFromMillis() > clock.millis() ? "soon seals" : "opens";
                out.accept(String.format(row, seal.name(), KeysCommand.time(seal.sealsFromMillis()), use));
            }
        };
    }

    static KeysCommand.Work drop(String name, InstantSource clock, Consumer<String> words) {
        return keys -> {
            Seal seal = new SealDesk(keys, clock)
                    .drop(name)
                    .orElseThrow(
                            () -> new StartException("there is no seal '" + name + "'; see ./pulley keys list-seals"));
            words.accept("seal " + seal.name() + " is out of use; what it sealed is refused from now on");
        };
    }
}
