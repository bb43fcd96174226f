package io.sostenuto.operations.watching;

import io.sostenuto.accounts.entity.SpotifyCallEnded;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.audit.Occurrence;
import io.sostenuto.backends.entity.ExchangeEnded;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.operations.upkeep.KeyUse;
import io.sostenuto.operations.upkeep.KeysChanged;
import io.sostenuto.renewals.entity.RefreshEnded;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.tokens.entity.TokenAnswered;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.inject.Inject;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** What is counted, for {@code /metrics}. On a server without MicroProfile Metrics nothing is, and that is said once. */
@ApplicationScoped
public class Measures {

    private static final Logger LOG = Logger.getLogger(Measures.class.getName());
    private static final String REFRESHES = "sostenuto_refreshes";
    private static final String ANSWERED = "sostenuto_token_answers";
    private static final String EXCHANGES = "sostenuto_exchanges";
    private static final String AUDITED = "sostenuto_audit_events";
    private static final String CALLS = "sostenuto_spotify_call_milliseconds";
    private static final Set<Problem> ANSWERS = EnumSet.range(Problem.NO_SESSION, Problem.STORAGE_UNAVAILABLE);

    @Inject
    private DatabaseGate storage;
    @Inject
    private Journal journal;
    @Inject
    private KeyUse keys;
    @Inject
    private Seal seal;
    @Inject
    private Census census;
    @Inject
    private Incidents incidents;
    @Inject
    private Settings settings;
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
        settings.apps().keySet().forEach(app -> describe(present, app));
        Stream.concat(Stream.of("served"), ANSWERS.stream().map(Problem::code))
                .forEach(outcome -> present.expect(ANSWERED, "Answers of the token endpoint by their outcome", "outcome", outcome));
        if (!settings.clients().isEmpty()) {
            Stream.concat(settings.clients().keySet().stream(), Stream.of(ExchangeEnded.UNKNOWN)).forEach(client -> describeExchanges(present, client));
        }
        Stream.of(Occurrence.values()).forEach(what -> present.expect(what.metric(), what.description()));
        Stream.of(AuditEvent.Kind.values()).forEach(kind ->
                present.expect(AUDITED, "Audit events, also those that are too many to be written", "event", kind.event()));
        present.expectTime(CALLS, "Calls to Spotify's token endpoint, with an answer or without");
        present.gauge("sostenuto_database_away", "1 while the database takes no writes", storage,
                s -> s.state() == DatabaseGate.State.PRESENT ? 0 : 1);
        present.gauge("sostenuto_journal_entries", "Grants and logouts that wait on this node's disk for the database",
                journal, Journal::depth);
        present.gauge("sostenuto_journal_broken", "1 while the journal cannot be written", journal, j -> j.isWritable() ? 0 : 1);
        present.gauge("sostenuto_sessions_quarantined", "Sessions whose grant was refused, for 72 hours", census,
                Census::quarantined);
        Census.DAYS.forEach(days -> present.gauge("sostenuto_sessions_to_reauthorize",
                "Sessions that need a new consent within so many days", census, c -> c.reauthorizeWithin(days),
                "days", String.valueOf(days)));
        present.gauge("sostenuto_sessions_without_key", "Sessions that no key of this node opens", keys, KeyUse::closedForGood);
        describeKeys(present);
    }

    private void describe(Meter present, AppName app) {
        Stream.of(RenewalOutcome.values()).forEach(outcome -> present.expect(REFRESHES,
                "Refresh attempts at Spotify by the app and their outcome", "app", app.value(), "outcome", outcome.label()));
        present.gauge("sostenuto_incident", "1 while refusals of Spotify's are not believed", incidents.of(app), i -> i.isOpen() ? 1 : 0,
                "app", app.value());
    }

    private void describeExchanges(Meter present, String client) {
        Stream.concat(Stream.of(ExchangeEnded.SERVED), OAuthError.CODES.stream()).forEach(outcome -> present.expect(EXCHANGES,
                "Exchanges of a user's token by the client and their outcome", "client", client, "outcome", outcome));
    }

    /** A key that was added has its gauge, too; one that was dropped keeps it, and tells when that was too early. */
    void gaugeKeys(@Observes KeysChanged changed) {
        meter.ifPresent(this::describeKeys);
    }

    private void describeKeys(Meter present) {
        seal.keyIds().forEach(id -> present.gauge("sostenuto_sealed_sessions", "Sessions that this key still closes", keys,
                use -> use.rows().getOrDefault(id, 0L), "key", id));
    }

    void count(@Observes RefreshEnded refresh) {
        meter.ifPresent(present -> present.count(REFRESHES, "app", refresh.app().value(), "outcome", refresh.outcome().label()));
    }

    void count(@Observes TokenAnswered answer) {
        meter.ifPresent(present -> present.count(ANSWERED, "outcome", answer.outcome()));
    }

    void count(@Observes ExchangeEnded exchange) {
        meter.ifPresent(present -> present.count(EXCHANGES, "client", exchange.client(), "outcome", exchange.outcome()));
    }

    void count(@Observes Occurrence what) {
        meter.ifPresent(present -> present.count(what.metric()));
    }

    void count(@Observes AuditEvent event) {
        meter.ifPresent(present -> present.count(AUDITED, "event", event.kind().event()));
    }

    void time(@Observes SpotifyCallEnded call) {
        meter.ifPresent(present -> present.time(CALLS, call.took()));
    }
}
