package io.sostenuto.sessions.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.audit.LineLimit;
import io.sostenuto.audit.Occurrence;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RowStamp;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.sessions.entity.SessionEnded;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.SharedRead;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Whose browser is this: the row of its session, healed where the browser's copy knows better, and its end. */
@ApplicationSingleton
public class Sessions {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(Sessions.class.getName()));

    private final SharedRead<SessionId, Snapshot> rows;
    private final Healing healing = new Healing();
    private final DatabaseGate storage;
    private final GrantStore grants;
    private final ChangeCounters counters;
    private final ForeignChanges foreignChanges;
    private final Journal journal;
    private final DatabaseClock clock;
    private final Event<SessionEnded> ended;
    private final Event<Occurrence> occurred;
    private final Event<AuditEvent> audit;

    @Inject
    public Sessions(DatabaseGate storage, GrantStore grants, ChangeCounters counters, ForeignChanges foreignChanges, Journal journal,
                    DatabaseClock clock, Event<SessionEnded> ended, Event<Occurrence> occurred, Event<AuditEvent> audit) {
        this.rows = new SharedRead<>(storage, grants::find);
        this.storage = storage;
        this.grants = grants;
        this.counters = counters;
        this.foreignChanges = foreignChanges;
        this.journal = journal;
        this.clock = clock;
        this.ended = ended;
        this.occurred = occurred;
        this.audit = audit;
    }

    /**
     * What is read is never older than the call.
     *
     * @return the session's row; empty where it has ended. Where the browser's or the journal's copy has a higher
     * generation than the row, or there is no row, the copy heals it first
     */
    public CompletionStage<Optional<Snapshot>> healedRow(GrantCopy cookie) {
        if (endWaits(cookie)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var newest = newest(cookie);
        return rows.ask(cookie.session())
                .thenCompose(found -> found.map(snapshot -> isBehind(snapshot.grant(), newest))
                        .orElse(newest.refreshToken().isPresent())
                        ? healed(newest) : CompletableFuture.completedFuture(found))
                .thenApply(found -> {
                    found.ifPresent(this::rememberEnd);
                    return found.filter(snapshot -> !snapshot.grant().ended())
                            .filter(snapshot -> !snapshot.grant().quarantine().isOver(snapshot.now()));
                });
    }

    /** Who was told here that the session has ended is not served later by a database that has lost the end. */
    private void rememberEnd(Snapshot row) {
        row.grant().endReason().ifPresent(reason -> foreignChanges.ended(row.grant().id(), reason));
    }

    private CompletionStage<Optional<Snapshot>> healed(GrantCopy newest) {
        return healing.once(newest, () -> storage.ask(() -> {
            tellHealed(newest);
            grants.heal(newest);
            return true;
        })).thenCompose(done -> rows.ask(newest.session())); // once more: what is read is never older than the call
    }

    /** Its row is brought up to this copy. */
    public void tellHealed(GrantCopy newest) {
        LINES.log(Level.INFO, "Session {0}: its row is brought up to generation {1} from the second copy",
                newest.session(), newest.generation());
        occurred.fire(Occurrence.SESSION_HEALED);
    }

    /** @return whether what is known of a row can be told from what has become of it; else {@link #healedRow} has to be asked */
    public boolean areFollowed() {
        return counters.areComplete() || foreignChanges.areTold();
    }

    /**
     * Cheaper than {@link #healedRow}, for who knows the row already: it asks for no row. What was answered before the call
     * is known, see {@link ForeignChanges#heardByAll}.
     *
     * @return whether the row is as it was, neither ended nor suspended, and the browser's copy is the newest
     */
    public CompletionStage<Boolean> stands(GrantCopy cookie, RowStamp stamp) {
        if (journal.ended(cookie.session()) || newest(cookie) != cookie || !stamp.fits(cookie)) {
            return CompletableFuture.completedFuture(false);
        }
        var counted = counters.areComplete() ? CompletableFuture.completedFuture(stamp) : foreignChanges.counted();
        return counted.thenApply(all -> counters.count(cookie.session()) == stamp.changes());
    }

    /** @return the row with the copy's refresh token, where it has none that opens */
    public CompletionStage<Optional<Snapshot>> mend(GrantCopy copy) {
        return storage.ask(() -> {
            LINES.log(Level.WARNING, "Session {0}: its row does not open, a key of sostenuto.seal-keys is missing;"
                    + " it is mended from the cookie", copy.session());
            grants.mend(copy);
            return grants.find(copy.session()).filter(snapshot -> !snapshot.grant().ended());
        });
    }

    /** @return the newest copy that this node knows: the journal's, where that is ahead of the browser's */
    public GrantCopy newest(GrantCopy cookie) {
        return journal.grant(cookie.session()).filter(copy -> copy.generation() > cookie.generation()).orElse(cookie);
    }

    /** @return whether this node knows that the session has ended, although the database may not know it yet, or not any more */
    public boolean endWaits(GrantCopy cookie) {
        return journal.ended(cookie.session()) || foreignChanges.knowsEnd(cookie.session());
    }

    /** @return whether the end is stored, in the database or, where that is away, in the journal */
    public CompletionStage<Boolean> logout(GrantCopy cookie) {
        return end(cookie, EndReason.LOGOUT).thenApply(stored -> {
            LINES.log(Level.INFO, "Session {0}: logout{1}", cookie.session(), stored ? "" : ", not stored");
            return stored;
        });
    }

    /** Ends the session that this browser had before a login. */
    public CompletionStage<Boolean> endReplaced(SessionId session) {
        return end(GrantCopy.unknown(session, clock.now()), EndReason.REPLACED);
    }

    /**
     * @return whether the end is stored, in the database or, where that is away, in the journal; where it is in the
     * database, every node knows it by then
     */
    public CompletionStage<Boolean> end(GrantCopy copy, EndReason reason) {
        ended.fire(new SessionEnded(copy, reason));
        return storage.ask(() -> {
            grants.end(copy, reason);
            return true;
        }).exceptionally(away -> journal.keepEnd(copy)).thenCompose(foreignChanges::heardByAll).thenApply(stored -> {
            if (stored) {
                remember(copy, reason);
            }
            return stored;
        });
    }

    /** @return the answer, when every node knows of this end, which a transaction has stored together with something else */
    public <T> CompletionStage<T> endIsStored(GrantCopy copy, EndReason reason, T answer) {
        ended.fire(new SessionEnded(copy, reason));
        return foreignChanges.heardByAll(answer).thenApply(told -> {
            remember(copy, reason);
            return told;
        });
    }

    private void remember(GrantCopy copy, EndReason reason) {
        foreignChanges.ended(copy.session(), reason);
        audit.fire(AuditEvent.of(AuditEvent.Kind.SESSION_ENDED, copy.session(), copy.user(),
                reason.name().toLowerCase(Locale.ROOT)));
    }

    private static boolean isBehind(Grant row, GrantCopy copy) {
        return !row.ended() && row.generation() < copy.generation() && copy.refreshToken().isPresent();
    }
}
