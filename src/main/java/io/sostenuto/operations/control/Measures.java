package io.sostenuto.operations.control;

import io.sostenuto.operations.entity.KeysChanged;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sessions.control.Journal;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.tokens.entity.RefreshEnded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

import java.util.stream.Stream;

/** What is counted, for {@code /metrics}. The only class that knows MicroProfile Metrics. */
@ApplicationScoped
public class Measures {

    private static final Metadata REFRESHES = Metadata.builder().withName("sostenuto_refreshes")
            .withDescription("Refresh attempts at Spotify by their outcome").build();

    @Inject
    private MetricRegistry registry;
    @Inject
    private Storage storage;
    @Inject
    private Journal journal;
    @Inject
    private KeyUse keys;
    @Inject
    private Seal seal;

    void begin(@Observes @Initialized(ApplicationScoped.class) Object start) {
        Stream.concat(Stream.of("renewed", "login_required", "ended"),
                Stream.of(Problem.SPOTIFY_UNAVAILABLE, Problem.SPOTIFY_RATE_LIMITED, Problem.SPOTIFY_PROTOCOL_ERROR,
                        Problem.BROKER_MISCONFIGURED, Problem.STORAGE_UNAVAILABLE).map(Problem::code))
                .forEach(outcome -> registry.counter(REFRESHES, new Tag("outcome", outcome)));
        registry.gauge("sostenuto_database_away", storage, s -> s.state() == Storage.State.PRESENT ? 0 : 1);
        registry.gauge("sostenuto_journal_entries", journal, Journal::depth);
        registry.gauge("sostenuto_journal_broken", journal, j -> j.isWritable() ? 0 : 1);
        registry.gauge("sostenuto_sessions_without_key", keys, KeyUse::closedForGood);
        gaugeKeys(new KeysChanged());
    }

    /** A key that was added has its gauge, too; one that was dropped keeps it, and tells when that was too early. */
    void gaugeKeys(@Observes KeysChanged changed) {
        seal.keyIds().forEach(id -> registry.gauge("sostenuto_sealed_sessions", keys,
                use -> use.rows().getOrDefault(id, 0L), new Tag("key", id)));
    }

    void count(@Observes RefreshEnded refresh) {
        registry.counter(REFRESHES, new Tag("outcome", refresh.outcome())).inc();
    }
}
