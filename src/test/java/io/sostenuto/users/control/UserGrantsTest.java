package io.sostenuto.users.control;

import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.grants.store.GrantStore;
import io.sostenuto.grants.store.link.OwnedGrants;
import io.sostenuto.renewals.entity.GrantRotated;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.sessions.entity.SessionEnded;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.users.entity.AppUser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a node remembers of users' grants, beside a database that changes, is away, or has lost something. */
class UserGrantsTest {

    private static final AppUser ADA = new AppUser("https://id.example", "ada");
    private static final String KEY = new Owner(ADA.issuer(), ADA.subject(), AppName.DEFAULT).key();
    private static final Instant LINKED = Instant.now().minusSeconds(60);

    private final GrantSealer sealer = new GrantSealer(new Seal(List.of(SealKey.generate())));
    private final ChangeCounters counters = new ChangeCounters();
    private final Map<String, GrantRow> rows = new HashMap<>();
    private final Set<SessionId> knownEnds = new HashSet<>();
    private final List<SessionId> ended = new ArrayList<>();
    private boolean away;
    private int looks;
    private UserGrants grants = node(Map.of());

    private UserGrants node(Map<String, String> further) {
        var storage = new DatabaseGate() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> work, Consumer<T> late) {
                return away ? CompletableFuture.failedFuture(new StorageUnavailable("away", null)) : CompletableFuture.completedFuture(work.get());
            }

            @Override
            public State state() {
                return away ? State.AWAY : State.NOT_REACHED; // so that nobody waits for another thread
            }
        };
        var owned = new OwnedGrants(null, null, null, null) {
            @Override
            public Map<String, Snapshot> current(Collection<String> owners) {
                looks++;
                return owners.stream().filter(rows::containsKey).collect(Collectors.toMap(owner -> owner, owner -> seen(rows.get(owner))));
            }

            @Override
            public List<Grant> live(String issuer, String subject) {
                return List.of();
            }

            @Override
            public void restore(Owner owner, GrantCopy copy) {
                rows.put(owner.key(), row(copy));
            }
        };
        var sessions = new Sessions(storage, new GrantStore(null, null, null, null), null, null, null, null, null, null, null) {
            @Override
            public boolean areFollowed() {
                return counters.areComplete();
            }

            @Override
            public boolean endWaits(GrantCopy cookie) {
                return knownEnds.contains(cookie.session());
            }

            @Override
            public void tellHealed(GrantCopy newest) {
            }

            @Override
            public CompletionStage<Boolean> end(GrantCopy copy, EndReason reason) {
                ended.add(copy.session());
                grants.forget(new SessionEnded(copy, reason));
                return CompletableFuture.completedFuture(true);
            }
        };
        var keys = new HashMap<>(Map.of("spotify.client-id", "id", "spotify.client-secret", "secret"));
        keys.putAll(further);
        return new UserGrants(storage, owned, sealer, sessions, counters, null, new DatabaseClock(),
                new SettingsReader(key -> Optional.ofNullable(keys.get(key)), Stream::empty).read());
    }

    @BeforeEach
    void changesAreHeard() {
        counters.countsAreComplete(true);
    }

    private Snapshot seen(GrantRow row) {
        return new Snapshot(row.copy(), Instant.now(), Clocks.OF_THIS_MACHINE.now(), counters.count(row.id()));
    }

    private GrantRow row(GrantCopy copy) {
        var row = new GrantRow(copy);
        sealer.hold(row, copy.refreshToken().orElseThrow());
        return row;
    }

    private static GrantCopy copy(SessionId session, int generation, Instant authorizedAt) {
        return new GrantCopy(session, AppName.DEFAULT, Optional.empty(), "streaming", generation,
                Optional.of(new RefreshToken("AQ-" + generation)), authorizedAt, false);
    }

    private GrantCopy linked() {
        var copy = copy(SessionId.random(), 1, LINKED);
        rows.put(KEY, row(copy));
        return copy;
    }

    private Optional<GrantCopy> asked() {
        return grants.of(ADA, AppName.DEFAULT).toCompletableFuture().join();
    }

    private void change(SessionId session) {
        counters.counted(session, () -> session);
    }

    @Test
    void theDatabaseIsAskedOnceWhileTheRowStands() {
        var copy = linked();
        assertThat(asked()).contains(copy.withoutToken());
        assertThat(asked()).contains(copy.withoutToken());
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void aChangeOfTheRowIsRead() {
        var copy = linked();
        asked();
        sealer.advance(rows.get(KEY), 2, new RefreshToken("AQ-2"));
        change(copy.session());
        assertThat(asked()).map(GrantCopy::generation).contains(2);
    }

    @Test
    void aLinkAtAnotherNodeIsFoundWhenTheOldGrantHasEnded() {
        var old = linked();
        asked();
        rows.get(KEY).end(EndReason.REPLACED, Instant.now());
        var now = copy(SessionId.random(), 1, LINKED.plusSeconds(30));
        rows.put(KEY, row(now));
        change(old.session());
        assertThat(asked()).contains(now.withoutToken());
    }

    @Test
    void whereNobodyTellsOfChangesTheDatabaseIsAskedEachTime() {
        counters.countsAreComplete(false);
        linked();
        asked();
        asked();
        assertThat(looks).isGreaterThanOrEqualTo(2);
    }

    @Test
    void anEndedGrantIsNoneAndIsNotBroughtBack() {
        var copy = linked();
        asked();
        rows.get(KEY).end(EndReason.LOGOUT, Instant.now());
        change(copy.session());
        assertThat(asked()).isEmpty();
        rows.clear();
        assertThat(asked()).isEmpty();
        assertThat(rows).isEmpty();
    }

    @Test
    void whileTheDatabaseIsAwayWhatIsRememberedIsGood() {
        var copy = linked();
        asked();
        away = true;
        assertThat(asked()).contains(copy.withoutToken());
        knownEnds.add(copy.session());
        assertThat(asked()).as("this node knows of its end").isEmpty();
        assertThat(grants.of(new AppUser("https://id.example", "eve"), AppName.DEFAULT).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(1)).withThrowableThat().withCauseInstanceOf(StorageUnavailable.class);
    }

    @Test
    void aDatabaseThatHasLostAGrantGetsItBack() {
        var copy = linked();
        asked();
        grants.advance(new GrantRotated(copy(copy.session(), 2, LINKED)));
        rows.clear();
        change(copy.session());
        assertThat(asked()).map(GrantCopy::generation).contains(2);
        assertThat(sealer.refreshToken(rows.get(KEY))).contains(new RefreshToken("AQ-2"));
    }

    @Test
    void aDatabaseThatWasSetBackGetsTheNewerGeneration() {
        var copy = linked();
        asked();
        grants.advance(new GrantRotated(copy(copy.session(), 2, LINKED)));
        assertThat(asked()).map(GrantCopy::generation).contains(2);
        assertThat(rows.get(KEY).generation()).isEqualTo(2);
    }

    @Test
    void aLaterLinkThatTheDatabaseHasIsNotReplacedByAnOlderOne() {
        var copy = linked();
        asked();
        var later = copy(SessionId.random(), 1, LINKED.plusSeconds(30));
        rows.put(KEY, row(later));
        change(copy.session());
        assertThat(asked()).contains(later.withoutToken());
        assertThat(rows.get(KEY).id()).isEqualTo(later.session());
    }

    @Test
    void whatThisNodeKnowsToHaveEndedIsNotBroughtBack() {
        var copy = linked();
        asked();
        rows.clear();
        knownEnds.add(copy.session());
        change(copy.session());
        assertThat(asked()).isEmpty();
        assertThat(rows).isEmpty();
    }

    @Test
    void aGrantThatIsOlderThanTheInstantOfTheSettingsIsNone() {
        grants = node(Map.of("sostenuto.sessions-not-before", LINKED.plusSeconds(1).toString()));
        var old = linked();
        assertThat(asked()).isEmpty();
        var later = copy(SessionId.random(), 1, LINKED.plusSeconds(2));
        rows.put(KEY, row(later));
        change(old.session());
        assertThat(asked()).contains(later.withoutToken());
    }

    @Test
    void theEndIsThatOfTheCurrentGrantAndOfTheRememberedOneWhileTheDatabaseIsAway() {
        var copy = linked();
        assertThat(grants.end(ADA, Optional.of(AppName.DEFAULT), EndReason.LOGOUT).toCompletableFuture().join()).isTrue();
        assertThat(ended).containsExactly(copy.session());
        asked();
        away = true;
        assertThat(grants.end(ADA, Optional.empty(), EndReason.LOGOUT).toCompletableFuture().join()).as("of every app").isFalse();
        assertThat(grants.end(ADA, Optional.of(new AppName("family")), EndReason.LOGOUT).toCompletableFuture().join()).isFalse();
        assertThat(grants.end(ADA, Optional.of(AppName.DEFAULT), EndReason.LOGOUT).toCompletableFuture().join()).isTrue();
        assertThat(ended).hasSize(2);
    }
}
