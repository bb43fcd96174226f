package io.sostenuto.tokens.control;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.operations.entity.SettingsReader;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.sessions.control.Changes;
import io.sostenuto.sessions.control.ChangesElsewhere;
import io.sostenuto.sessions.control.GrantTokens;
import io.sostenuto.sessions.control.Journal;
import io.sostenuto.sessions.control.Leases;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.sessions.control.SharedClock;
import io.sostenuto.sessions.control.Storage;
import io.sostenuto.sessions.control.Workers;
import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.sessions.entity.End;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.RefreshToken;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.StorageUnavailable;
import io.sostenuto.sessions.entity.Suspension;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.tokens.entity.SpotifyAnswer;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Two nodes, one database, one Spotify and one browser, with the real renewal code between them and doubles around it,
 * all on one thread: what happens next is decided by the story, and time passes only where it says so.
 */
final class World {

    private static final Settings SETTINGS = new SettingsReader(key -> Optional.ofNullable(Map.of(
            "spotify.client-id", "id", "spotify.client-secret", "secret",
            "sostenuto.data-dir", System.getProperty("java.io.tmpdir")).get(key))).read();
    private static final GrantTokens TOKENS = new GrantTokens(new Seal(List.of(SealKey.generate())));

    /** What the database does with the next question. */
    enum Mood {
        UP, DOWN, LOSES_ONE_ANSWER
    }

    /** A refresh token on its way to Spotify. */
    record Presented(Node node, String token, Instant since, CompletableFuture<SpotifyAnswer> answer) {
    }

    /** Somebody who asked a node, and will hear nothing from one that dies. */
    record Call(Node node, CompletableFuture<TokenResult> result) {
        boolean isOver() {
            return result.isDone() || !node.alive;
        }
    }

    private record Task(Instant due, Node node, Runnable work) {
    }

    final Rotation rotation;
    final Rows rows = new Rows(TOKENS);
    final List<Node> nodes = new ArrayList<>();
    final List<Presented> pending = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    /** What must never happen, and did. */
    final List<String> defects = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final Set<String> superseded = new HashSet<>();
    private String current = "AQ-1";
    private int issued = 1;
    private boolean revoked;
    Mood mood = Mood.UP;
    GrantCopy cookie;
    final GrantCopy firstCookie;
    boolean answerWasLost;

    World(Rotation rotation) {
        this.rotation = rotation;
        firstCookie = new GrantCopy(SessionId.random(), Optional.empty(), "streaming", 1,
                Optional.of(new RefreshToken(current)), rows.now, false);
        cookie = firstCookie;
        rows.open(cookie, new AccessToken("BQ-1"), Duration.ofHours(1), Optional.empty());
        nodes.add(new Node(new HashMap<>()));
        nodes.add(new Node(new HashMap<>()));
    }

    /** One process: everything in it but the journal's files dies with it. */
    final class Node {

        final Map<String, GrantCopy> disk;
        final Disk journal;
        final Storage storage = new Away(this);
        final Incidents incidents = new Incidents();
        final Refusals refusals = new Refusals();
        final LeasedWrites writes;
        final Sessions sessions;
        final TokenManager manager;
        boolean alive = true;

        Node(Map<String, GrantCopy> disk) {
            this.disk = disk;
            var handed = new Handed();
            journal = new Disk(disk);
            var spotify = new SpotifyTokens() {
                @Override
                public CompletionStage<SpotifyAnswer> refresh(RefreshToken token) {
                    return present(Node.this, token.value());
                }
            };
            writes = new LeasedWrites(storage, rows);
            var outcomes = new Outcomes(new Told<>(ended -> { }));
            var refused = new Refused(incidents, refusals, storage, rows, null, journal, outcomes,
                    new Told<>(event -> { }));
            var settlement = new Settlement(writes, refused, TOKENS, journal, outcomes, new Told<>(unknown -> { }));
            var attempt = new Attempt(spotify, incidents, TOKENS, settlement, refused, outcomes);
            var workers = new Workers() {
                @Override
                public Executor after(Duration delay) {
                    return work -> tasks.add(new Task(rows.now.plus(delay), Node.this, work));
                }

                @Override
                public <T> CompletionStage<T> within(Duration time, CompletionStage<T> stage, Supplier<T> instead) {
                    return stage;
                }
            };
            var elsewhere = new ChangesElsewhere(storage, null, null, workers);
            var renewals = new Renewals(storage, rows, new Leases(storage, rows), TOKENS, attempt, settlement, workers,
                    SETTINGS, new Told<>(occurrence -> { }));
            sessions = new Sessions(storage, rows, new Changes(), elsewhere, journal, new SharedClock(),
                    new Told<>(handed::forget), new Told<>(occurrence -> { }), new Told<>(event -> { }));
            manager = new TokenManager(sessions, TOKENS, journal, renewals, attempt, incidents, refusals, handed, elsewhere,
                    workers, SETTINGS);
        }
    }

    /** The database, asked on the caller's own thread. */
    private final class Away extends Storage {
        private final Node node;

        Away(Node node) {
            this.node = node;
        }

        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work) {
            if (mood == Mood.DOWN || !node.alive) {
                return CompletableFuture.failedFuture(new StorageUnavailable("down", null));
            }
            var result = work.get();
            if (mood == Mood.LOSES_ONE_ANSWER) {
                mood = Mood.UP;
                return CompletableFuture.failedFuture(new StorageUnavailable("lost", null));
            }
            return CompletableFuture.completedFuture(result);
        }
    }

    /** A journal whose files survive the process. */
    static final class Disk extends Journal {
        private final Map<String, GrantCopy> files;
        private final Map<SessionId, GrantCopy> waiting = new HashMap<>();

        Disk(Map<String, GrantCopy> files) {
            this.files = files;
            files.forEach((name, copy) -> {
                if (!name.startsWith("end-")) {
                    await(copy);
                }
            });
        }

        @Override
        public void keep(GrantCopy copy) {
            files.put("grant-" + copy.generation(), copy);
        }

        @Override
        public void await(GrantCopy copy) {
            waiting.merge(copy.session(), copy, (one, other) -> other.generation() > one.generation() ? other : one);
        }

        @Override
        public void done(GrantCopy copy) {
            waiting.remove(copy.session(), copy);
            files.remove("grant-" + copy.generation());
        }

        @Override
        public Optional<GrantCopy> grant(SessionId session) {
            return Optional.ofNullable(waiting.get(session));
        }

        @Override
        public boolean keepEnd(GrantCopy copy) {
            files.put("end-", copy);
            return true;
        }

        @Override
        public boolean ended(SessionId session) {
            return files.containsKey("end-");
        }

        @Override
        public List<GrantCopy> waitingGrants() {
            return List.copyOf(waiting.values());
        }
    }

    /** @param stays whether the caller is still there when the answer comes, and takes its cookie */
    void call(int node, GrantCopy holds, boolean stays) {
        // Without the database, or before another node's journal is drained, an old cookie may work; that is said.
        var ended = mood == Mood.UP && (rows.ended(cookie.session()) || nodes.get(node).journal.ended(cookie.session()));
        var manager = nodes.get(node).manager;
        var wanted = new TokenRequest(Optional.empty(), Optional.empty());
        var found = manager.atHand(holds, wanted);
        var call = found.served().<CompletionStage<TokenResult>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> manager.token(holds, wanted, found)).toCompletableFuture();
        calls.add(new Call(nodes.get(node), call.whenComplete((result, failure) -> {
            if (failure != null) {
                defects.add("a call failed: " + failure);
                return;
            }
            if (ended && result instanceof TokenResult.Served) {
                defects.add("a token after the logout");
            }
            result.cookie().filter(copy -> stays && copy.generation() >= cookie.generation()).ifPresent(copy -> cookie = copy);
        })));
    }

    private CompletionStage<SpotifyAnswer> present(Node node, String token) {
        if (rotation == Rotation.STRICT) {
            if (pending.stream().anyMatch(other -> other.token().equals(token))) {
                defects.add("presented twice at a time: " + token);
            }
            if (superseded.contains(token) && !answerWasLost) {
                defects.add("presented although superseded: " + token);
            }
        }
        var presented = new Presented(node, token, rows.now, new CompletableFuture<>());
        pending.add(presented);
        return presented.answer();
    }

    /** Spotify decides; the answer arrives, or is lost on the way. */
    void decide(Presented presented, boolean arrives) {
        pending.remove(presented);
        var answer = decision(presented.token());
        if (arrives && presented.node().alive) {
            presented.answer().complete(answer);
        } else {
            answerWasLost |= answer instanceof SpotifyAnswer.Issued;
            if (presented.node().alive) {
                presented.answer().complete(new SpotifyAnswer.Unavailable("lost"));
            }
        }
    }

    void fail(Presented presented) {
        pending.remove(presented);
        presented.answer().complete(new SpotifyAnswer.Unavailable("not answered"));
    }

    private SpotifyAnswer decision(String token) {
        if (revoked || superseded.contains(token) && rotation == Rotation.STRICT) {
            revoked = true;
            return new SpotifyAnswer.InvalidGrant(Suspension.REVOKED);
        }
        var rotates = rotation == Rotation.STRICT || rotation == Rotation.GRACE;
        if (rotates && token.equals(current)) {
            superseded.add(current);
            current = "AQ-" + ++issued;
        }
        return new SpotifyAnswer.Issued(new AccessToken("BQ-" + ++issued), Duration.ofHours(1), Optional.empty(),
                rotates ? Optional.of(new RefreshToken(current)) : Optional.empty());
    }

    /** The process dies and starts again; what it had sent and Spotify has not read is gone. */
    void crash(int index) {
        var dead = nodes.get(index);
        dead.alive = false;
        pending.removeIf(presented -> presented.node() == dead);
        tasks.removeIf(task -> task.node() == dead);
        nodes.set(index, new Node(dead.disk));
    }

    void logout(int index) {
        nodes.get(index).sessions.logout(cookie);
    }

    /** Time passes second by second; what is due is done, journals are drained, and Spotify is waited for no longer than the deadline. */
    void pass(int seconds) {
        for (var second = 1; second <= seconds; second++) {
            rows.now = rows.now.plusSeconds(1);
            nodes.forEach(this::drain);
            var due = tasks.stream().filter(task -> !task.due().isAfter(rows.now)).toList();
            tasks.removeAll(due);
            due.forEach(task -> task.work().run());
            pending.stream().filter(presented -> !presented.since().plus(SETTINGS.spotifyDeadline()).isAfter(rows.now))
                    .toList().forEach(this::fail);
        }
    }

    private void drain(Node node) {
        node.journal.waitingGrants().forEach(copy -> node.storage.ask(() -> {
            rows.heal(copy);
            return copy;
        }).thenAccept(node.journal::done));
        node.writes.settleLate();
        if (node.journal.ended(cookie.session())) {
            node.storage.ask(() -> {
                rows.end(cookie, End.LOGOUT);
                return true;
            });
        }
        node.refusals.waiting().forEach(refusal -> node.storage.ask(() -> {
            rows.suspend(refusal.session(), refusal.generation(), refusal.reason());
            return refusal;
        }).thenAccept(node.refusals::done));
    }
}
