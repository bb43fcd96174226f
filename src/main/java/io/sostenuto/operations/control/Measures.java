package io.sostenuto.operations.control;

import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sessions.control.Journal;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.tokens.entity.RefreshEnded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** What is counted, for {@code /metrics}. On a server without MicroProfile Metrics nothing is, and that is said once. */
@ApplicationScoped
public class Measures {

    private static final Logger LOG = Logger.getLogger(Measures.class.getName());

    @Inject
    private Storage storage;
    @Inject
    private Journal journal;
    @Inject
    private KeyUse keys;
    @Inject
    private Seal seal;
    private volatile Optional<Meter> meter = Optional.empty();

    void begin(@Observes @Initialized(ApplicationScoped.class) Object start) {
        meter = meter();
        meter.ifPresentOrElse(this::describe, () -> LOG.warning("This server has no MicroProfile Metrics: the sostenuto_"
                + " metrics are off; what they would tell is in the log and in /health/ready"));
    }

    private static Optional<Meter> meter() {
        try {
            Class.forName("org.eclipse.microprofile.metrics.MetricRegistry");
        } catch (ClassNotFoundException serverWithoutMetrics) {
            return Optional.empty();
        }
        return Optional.of(new Unmanaged<>(Meter.class).newInstance().produce().inject().get());
    }

    private void describe(Meter present) {
        Stream.concat(Stream.of("renewed", "login_required", "ended"),
                Stream.of(Problem.SPOTIFY_UNAVAILABLE, Problem.SPOTIFY_RATE_LIMITED, Problem.SPOTIFY_PROTOCOL_ERROR,
                        Problem.BROKER_MISCONFIGURED, Problem.STORAGE_UNAVAILABLE).map(Problem::code))
                .forEach(present::expect);
        present.gauge("sostenuto_database_away", storage, s -> s.state() == Storage.State.PRESENT ? 0 : 1);
        present.gauge("sostenuto_journal_entries", journal, Journal::depth);
        present.gauge("sostenuto_journal_broken", journal, j -> j.isWritable() ? 0 : 1);
        present.gauge("sostenuto_sessions_without_key", keys, KeyUse::closedForGood);
        seal.keyIds().forEach(id -> present.gauge("sostenuto_sealed_sessions", id, keys,
                use -> use.rows().getOrDefault(id, 0L)));
    }

    void count(@Observes RefreshEnded refresh) {
        meter.ifPresent(present -> present.count(refresh.outcome()));
    }
}
