package io.sostenuto.operations.upkeep;

import io.sostenuto.settings.entity.ConfigurationException;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One secret, or what somebody is known by, that may change while the node runs. What is new counts when two looks in a row
 * have found the same, because a file may be half written at the first; what is wrong is told once, and the old secret stays.
 */
final class WatchedSecret<T> {

    private static final Logger LOG = Logger.getLogger(WatchedSecret.class.getName());

    private final Supplier<Optional<T>> source;
    private final Consumer<T> user;
    private Look<T> last;
    private Look<T> settled;
    private Optional<T> inUse;

    /**
     * @param source reads it anew; throws a {@link ConfigurationException} where it is wrong
     * @param user   is given every new one; may refuse it with a {@link ConfigurationException}, too
     */
    WatchedSecret(Supplier<Optional<T>> source, Consumer<T> user) {
        this.source = source;
        this.user = user;
        this.last = read();
        this.settled = last;
        this.inUse = last.secret();
    }

    /** What was found: a secret, or what is wrong with it. */
    private record Look<T>(Optional<T> secret, String fault) {
    }

    synchronized void look() {
        var now = read();
        var still = now.equals(last);
        last = now;
        if (still && !now.equals(settled)) {
            take(now);
            settled = now; // not where that threw: then the next look tries again
        }
    }

    private Look<T> read() {
        try {
            return new Look<>(source.get(), null);
        } catch (ConfigurationException wrong) {
            return new Look<>(Optional.empty(), wrong.getMessage());
        }
    }

    private void take(Look<T> now) {
        if (now.fault() != null) {
            tell(now.fault());
        } else if (!now.secret().equals(inUse)) {
            hand(now.secret());
        }
    }

    private void hand(Optional<T> secret) {
        try {
            secret.ifPresent(user);
            inUse = secret;
        } catch (ConfigurationException refused) {
            tell(refused.getMessage());
        }
    }

    private static void tell(String fault) {
        LOG.log(Level.WARNING, "{0}. What it was before stays in use.", fault);
    }
}
