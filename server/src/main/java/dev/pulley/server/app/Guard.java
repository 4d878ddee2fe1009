package dev.pulley.server.app;

import dev.pulley.server.http.ApiRouter;
import dev.pulley.server.ledger.KeyLedger;
import dev.pulley.server.security.Admission;
import dev.pulley.server.security.KeyException;
import dev.pulley.server.security.KeyFile;
import dev.pulley.server.security.KeyWatch;
import dev.pulley.server.security.RateLimit;
import dev.pulley.server.security.SealDesk;
import dev.pulley.server.security.SharedKeys;
import dev.pulley.server.security.SharedSeals;
import dev.pulley.server.token.SealSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is let in: puts it together, and refuses a start that would let in anybody. */
final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final KeyWatch watch;
    private final SealSource seals;
    private final ApiRouter.Safety safety;

    private Guard(KeyWatch watch, SealSource seals, ApiRouter.Safety safety) {
        this.watch = watch;
        this.seals = seals;
        this.safety = safety;
    }

    static Guard start(ServeOptions options, Path dataFolder, KeyLedger ledger, InstantSource clock)
            throws StartException {
        SharedKeys keys = open(options, dataFolder, ledger, clock);
        if (keys.current().isKeyless() && !options.isLoopbackOnly()) {
            throw new StartException("--host " + options.host() + " would let others in, and there are no keys;"
                    + " make one first (./pulley keys --help), or listen on 127.0.0.1");
        }
        if (!keys.current().isKeyless() && options.demo()) {
            throw new StartException("the demo's apps have no key, and this server needs one; leave out --demo, or give"
                    + " --data another folder");
        }
        KeyWatch watch = KeyWatch.start(keys);
        SealSource seals = new SharedSeals(keys, watch, GivenSeals.of(options.secrets()), clock);
        return new Guard(
                watch,
                seals,
                new ApiRouter.Safety(
                        Admission.of(keys, watch, seals, clock),
                        options.rateLimit() == 0
                                ? RateLimit.NONE
                                : RateLimit.perSecond(options.rateLimit(), System::nanoTime),
                        options.allowedOrigins(),
                        options.isTls()));
    }

    /** A server that does not know whether there are keys can't tell whom to let in. */
    private static SharedKeys open(ServeOptions options, Path dataFolder, KeyLedger ledger, InstantSource clock)
            throws StartException {
        try {
            SharedKeys keys = SharedKeys.open(ledger, new KeyFile(dataFolder), clock);
            try {
                keys.synchronise();
            } catch (KeyException e) {
                if (!e.isPassing() || !keys.isKnown()) {
                    throw e;
                }
                LOG.warn("those who ask are judged by the keys that are known here: {}", e.getMessage());
            }
            if (options.secrets().isEmpty()) {
                new SealDesk(keys, clock).provide();
            }
            return keys;
        } catch (KeyException | IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted");
        }
    }

    ApiRouter.Safety safety() {
        return safety;
    }

    SealSource seals() {
        return seals;
    }

    /** Gives back to Redis what it lost of keys. */
    void look() {
        watch.wake();
    }

    void stop(Duration patience) throws InterruptedException {
        watch.stop(patience);
    }
}
