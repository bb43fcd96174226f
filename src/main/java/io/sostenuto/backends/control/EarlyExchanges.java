package io.sostenuto.backends.control;

import io.sostenuto.grants.entity.EarlyRenewals;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.tokens.entity.EarlyBudget;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each client has had a session's token renewed before it was due: as often as the session's own pages may, and
 * apart from them. A node remembers a bounded number; whom it has not heard of for longest it forgets first.
 */
@ApplicationScoped
public class EarlyExchanges {

    private static final int REMEMBERED = 50_000;
    private static final Instant FIRST_DAY = Instant.EPOCH.plus(Duration.ofDays(1));

    private final Clocks clocks;
    private final long began;
    private final Map<Asked, EarlyRenewals> used = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, EarlyRenewals> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Asked(String client, SessionId session) {
    }

    public EarlyExchanges() {
        this(Clocks.OF_THIS_MACHINE);
    }

    EarlyExchanges(Clocks clocks) {
        this.clocks = clocks;
        this.began = clocks.nanos().getAsLong();
    }

    EarlyBudget of(String client) {
        return session -> take(new Asked(client, session));
    }

    private synchronized Duration take(Asked who) {
        var now = FIRST_DAY.plusNanos(clocks.nanos().getAsLong() - began);
        var before = used.getOrDefault(who, EarlyRenewals.UNUSED);
        var wait = before.wait(now);
        if (wait.isZero()) {
            used.put(who, before.used(now));
        }
        return wait;
    }
}
