package io.sostenuto.users.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.link.OwnedGrants;
import io.sostenuto.renewals.entity.GrantRotated;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.sessions.entity.SessionEnded;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.control.SharedRead;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.users.control.RememberedGrants.Remembered;
import io.sostenuto.users.entity.AppUser;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The grants of the application's users: a user has one for each app at Spotify, and no cookie holds a copy of it. */
@ApplicationSingleton
public class UserGrants {

    private final RememberedGrants memory = new RememberedGrants();
    private final SharedRead<String, Snapshot> rows;
    private final DatabaseGate storage;
    private final OwnedGrants owned;
    private final GrantSealer sealer;
    private final Sessions sessions;
    private final ChangeCounters counters;
    private final ForeignChanges foreignChanges;
    private final DatabaseClock clock;
    private final Instant notBefore;

    @Inject
    public UserGrants(DatabaseGate storage, OwnedGrants owned, GrantSealer sealer, Sessions sessions, ChangeCounters counters,
                      ForeignChanges foreignChanges, DatabaseClock clock, Settings settings) {
        this.rows = new SharedRead<>(storage, keys -> owned.current(keys));
        this.storage = storage;
        this.owned = owned;
        this.sealer = sealer;
        this.sessions = sessions;
        this.counters = counters;
        this.foreignChanges = foreignChanges;
        this.clock = clock;
        this.notBefore = settings.sessionsNotBefore().orElse(Instant.MIN);
    }

    /**
     * Asks the database only where this node does not know the grant, or something has changed. What the database has lost it
     * gets back. While it is away, what is remembered is good.
     *
     * @return what stands for the cookie that a browser would have, without a refresh token; empty where there is no grant. It fails
     * with {@link StorageUnavailable} where the database is needed
     */
    public CompletionStage<Optional<GrantCopy>> of(AppUser user, AppName app) {
        var owner = owner(user, app);
        var known = memory.of(owner);
        if (known.isEmpty()) {
            return read(owner);
        }
        return storage.state() == DatabaseGate.State.AWAY ? CompletableFuture.completedFuture(usable(known.get().copy()))
                : stands(known.get()).thenCompose(stands -> stands
                        ? CompletableFuture.completedFuture(usable(known.get().copy())) : read(owner))
                .exceptionallyCompose(failure -> StorageUnavailable.isCauseOf(failure)
                        ? CompletableFuture.completedFuture(memory.of(owner).flatMap(same -> usable(same.copy())))
                        : CompletableFuture.failedFuture(failure));
    }

    /** @return whether the row is as it was when it was read */
    private CompletionStage<Boolean> stands(Remembered known) {
        if (!sessions.areFollowed()) {
            return CompletableFuture.completedFuture(false);
        }
        var counted = counters.areComplete() ? CompletableFuture.completedFuture(known) : foreignChanges.counted();
        return counted.thenApply(all -> counters.count(known.copy().session()) == known.changes());
    }

    private Optional<GrantCopy> usable(GrantCopy copy) {
        return Optional.of(copy).filter(this::mayLive).map(GrantCopy::withoutToken);
    }

    /** Neither known to have ended, nor too old. */
    private boolean mayLive(GrantCopy copy) {
        return !sessions.endWaits(copy) && !copy.authorizedAt().isBefore(notBefore) && copy.end().isAfter(clock.now());
    }

    private CompletionStage<Optional<GrantCopy>> read(Owner owner) {
        return rows.ask(owner.key()).thenCompose(found -> lost(owner, found)
                .map(copy -> storage.ask(() -> restored(owner, copy)))
                .orElse(CompletableFuture.completedFuture(found))).thenApply(found -> remembered(owner, found));
    }

    /** @return what this node knows better than the database, which must have lost it */
    private Optional<GrantCopy> lost(Owner owner, Optional<Snapshot> found) {
        return memory.of(owner).map(Remembered::copy).filter(this::mayLive).filter(copy -> copy.refreshToken().isPresent())
                .filter(copy -> found.map(Snapshot::grant).map(row -> row.id().equals(copy.session())
                        ? !row.ended() && row.generation() < copy.generation()
                        : row.authorizedAt().isBefore(copy.authorizedAt())).orElse(true));
    }

    private Optional<Snapshot> restored(Owner owner, GrantCopy copy) {
        sessions.tellHealed(copy);
        owned.restore(owner, copy);
        return Optional.ofNullable(owned.current(Set.of(owner.key())).get(owner.key()));
    }

    private Optional<GrantCopy> remembered(Owner owner, Optional<Snapshot> found) {
        var live = found.filter(row -> !row.grant().ended())
                .map(row -> new Remembered(owner, sealer.copy(row.grant()), row.changes()));
        live.ifPresentOrElse(memory::keep, () -> memory.forget(owner));
        return live.map(Remembered::copy).flatMap(this::usable);
    }

    /**
     * A link was completed, and its grant stored.
     *
     * @param replaced the owner's grant of before, which has ended in the same transaction
     * @return when every node knows that
     */
    public CompletionStage<GrantCopy> opened(AppUser user, GrantCopy grant, Optional<GrantCopy> replaced) {
        var told = replaced.map(older -> sessions.endIsStored(older, EndReason.REPLACED, grant))
                .orElse(CompletableFuture.completedFuture(grant));
        memory.keep(new Remembered(owner(user, grant.app()), grant, RememberedGrants.UNREAD));
        return told;
    }

    /**
     * Ends the user's grant, everywhere.
     *
     * @param app empty for all
     * @return whether that is stored; also where there was nothing to end
     */
    public CompletionStage<Boolean> end(AppUser user, Optional<AppName> app, EndReason reason) {
        return storage.ask(() -> living(user, app))
                .exceptionallyCompose(away -> app.flatMap(one -> memory.of(owner(user, one))).map(Remembered::copy).map(List::of)
                        .<CompletionStage<List<GrantCopy>>>map(CompletableFuture::completedFuture)
                        .orElseGet(() -> CompletableFuture.failedFuture(away))) // nobody can link anew meanwhile: it is the current one
                .thenCompose(all -> ended(all, reason))
                .exceptionallyCompose(failure -> StorageUnavailable.isCauseOf(failure) ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure));
    }

    private List<GrantCopy> living(AppUser user, Optional<AppName> app) {
        var pointed = app.map(one -> owner(user, one).key()).map(key -> owned.current(Set.of(key)).get(key)).map(Snapshot::grant);
        var stored = Stream.concat(pointed.stream(), owned.live(user.issuer(), user.subject()).stream()
                        .filter(grant -> app.isEmpty() || app.get().equals(grant.app())))
                .filter(grant -> !grant.ended()).map(UserGrants::copy);
        return List.copyOf(Stream.concat(stored, remembered(user, app))
                .collect(Collectors.toMap(GrantCopy::session, copy -> copy, (first, same) -> first)).values());
    }

    /** What this node would bring back where the database has lost it. */
    private Stream<GrantCopy> remembered(AppUser user, Optional<AppName> app) {
        return memory.of(user.issuer(), user.subject()).stream().filter(copy -> app.isEmpty() || app.get().equals(copy.app()))
                .filter(this::mayLive);
    }

    private CompletionStage<Boolean> ended(List<GrantCopy> all, EndReason reason) {
        var ends = all.stream().map(copy -> sessions.end(copy.withoutToken(), reason).toCompletableFuture()).toList();
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .thenApply(done -> ends.stream().allMatch(CompletableFuture::join));
    }

    private static GrantCopy copy(Grant grant) {
        return new GrantCopy(grant.id(), grant.app(), grant.user(), grant.scope(), grant.generation(), Optional.empty(),
                grant.authorizedAt(), grant.tokenKept());
    }

    private static Owner owner(AppUser user, AppName app) {
        return new Owner(user.issuer(), user.subject(), app);
    }

    /** To be called again and again: what has ended elsewhere is not brought back by this node. */
    public void keepUp() {
        if (memory.count() > 0) {
            foreignChanges.ends().keySet().forEach(memory::forget);
        }
    }

    void forget(@Observes SessionEnded ended) {
        memory.forget(ended.session());
    }

    void advance(@Observes GrantRotated rotated) {
        memory.advance(rotated.copy());
    }
}
