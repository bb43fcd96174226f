package io.sostenuto.tokens.control;

import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.accounts.control.Refreshes;
import io.sostenuto.accounts.control.SpotifyTokenEndpoint;
import io.sostenuto.accounts.control.SpotifyWire;
import io.sostenuto.accounts.control.TokenEndpointCall;
import io.sostenuto.accounts.entity.AttemptTime;
import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.accounts.limits.RateLimit;
import io.sostenuto.accounts.limits.RateLimits;
import io.sostenuto.accounts.limits.SpotifyGuard;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.SendInTime;
import io.sostenuto.audit.Occurrence;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.freshness.ChangeCounters;
import io.sostenuto.grants.freshness.ForeignChanges;
import io.sostenuto.grants.journal.Journal;
import io.sostenuto.grants.journal.JournalFiles;
import io.sostenuto.grants.lease.LeaseQueue;
import io.sostenuto.grants.store.GrantSealer;
import io.sostenuto.renewals.attempt.LateAnswers;
import io.sostenuto.renewals.attempt.LeasedWriter;
import io.sostenuto.renewals.attempt.RefusalSettlement;
import io.sostenuto.renewals.attempt.RenewalAttempt;
import io.sostenuto.renewals.attempt.RenewalOutcomes;
import io.sostenuto.renewals.attempt.RenewalSettlement;
import io.sostenuto.renewals.attempt.Renewals;
import io.sostenuto.renewals.entity.RenewalOutcome;
import io.sostenuto.renewals.incident.IncidentResponse;
import io.sostenuto.renewals.incident.Incidents;
import io.sostenuto.renewals.late.Drain;
import io.sostenuto.renewals.late.UnstoredRefusals;
import io.sostenuto.renewals.late.UnstoredWrites;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.sessions.control.Sessions;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.settings.entity.SpotifyApp;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.Form;

import java.io.EOFException;
import java.net.ConnectException;
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
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Two nodes, one database, one Spotify and one browser, with the real renewal code between them and doubles around it,
 * all on one thread: what happens next is decided by the story, and time passes only where it says so.
 */
final class World {

    private static final Settings SETTINGS = new SettingsReader(key -> Optional.ofNullable(Map.of(
            "spotify.client-id", "id", "spotify.client-secret", "secret",
            "sostenuto.data-dir", System.getProperty("java.io.tmpdir")).get(key)), Stream::empty).read();
    private static final SpotifyApp APP = SETTINGS.apps().get(AppName.DEFAULT);
    private static final GrantSealer TOKENS = new GrantSealer(new Seal(List.of(SealKey.generate())));

    /** What the database does with the next question. */
    enum Mood {
        UP, DOWN, LOSES_ONE_ANSWER
    }

    /** A POST with a refresh token, from the moment a connection is begun for it until its node hears an answer or gives up. */
    static final class Post {
        final Node node;
        final String token;
        final AttemptTime time;
        final CompletableFuture<BoundedReply> answer = new CompletableFuture<>();
        private Instant connectsUntil;
        /** What Spotify has decided and this node has not heard. */
        private BoundedReply decided;

        Post(Node node, String token, AttemptTime time) {
            this.node = node;
            this.token = token;
            this.time = time;
        }

        boolean isAtSpotify() {
            return connectsUntil == null;
        }

        boolean isDecided() {
            return decided != null;
        }
    }

    /** Somebody who asked a node, and will hear nothing from one that dies. */
    record Call(Node node, CompletableFuture<TokenResult> result) {
        boolean isOver() {
            return result.isDone() || !node.alive;
        }
    }

    private record Task(Instant due, Node node, Runnable work) {
    }

    Rotation rotation;
    final Rows rows = new Rows(TOKENS);
    final List<Node> nodes = new ArrayList<>();
    final List<Post> pending = new ArrayList<>();
    /** On their way to Spotify although their node has given them up. */
    private final List<Post> stray = new ArrayList<>();
    /** Calls that need no lease, because they present a copy while the database is away. */
    private final Set<AttemptTime> unleased = new HashSet<>();
    private boolean presentsCopy;
    final List<Occurrence> occurred = new ArrayList<>();
    /** How each attempt was counted. */
    final List<RenewalOutcome> outcomes = new ArrayList<>();
    /** How often a refresh token was given to the way to Spotify. */
    int attempts;
    boolean crashed;
    /** Whether nobody answers a new connection. */
    boolean networkDrops;
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
    /** How long the machines of both nodes slept: their monotonic clocks stood still. */
    Duration asleep = Duration.ZERO;
    private final Clocks clocks = new Clocks(() -> rows.now.toEpochMilli(),
            () -> Duration.between(Instant.EPOCH, rows.now.minus(asleep)).toNanos());

    World(Rotation rotation) {
        this.rotation = rotation;
        firstCookie = new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", 1,
                Optional.of(new RefreshToken(current)), rows.now, false);
        cookie = firstCookie;
        rows.open(cookie, new AccessToken("BQ-1"), Duration.ofHours(1), Optional.empty());
        nodes.add(new Node(new HashMap<>()));
        nodes.add(new Node(new HashMap<>()));
    }

    /** One process: everything in it but the journal's files dies with it. */
    final class Node {

        final Map<String, GrantCopy> disk;
        final Journal journal;
        final Drain drain;
        final DatabaseGate storage = new Away(this);
        final Incidents incidents = new Incidents(SETTINGS);
        final UnstoredRefusals refusals = new UnstoredRefusals();
        final UnstoredWrites writes;
        final Sessions sessions;
        final ShortWay shortWay;
        final TokenManager manager;
        boolean alive = true;

        Node(Map<String, GrantCopy> disk) {
            this.disk = disk;
            var memory = new TokenMemory(clocks);
            journal = new Journal(new Disk(disk));
            journal.load();
            writes = new UnstoredWrites(storage, rows);
            drain = new Drain(storage, rows, journal, writes, refusals);
            var counted = new RenewalOutcomes(new Told<>(ended -> outcomes.add(ended.outcome())), new Told<>(occurred::add));
            var response = new IncidentResponse(incidents, storage, null, new Told<>(event -> { }));
            var refused = new RefusalSettlement(incidents, refusals, storage, rows, response, journal, counted,
                    new Told<>(event -> { }));
            var threads = new Threads() {
                @Override
                public Executor storage() {
                    return Runnable::run;
                }

                @Override
                public Executor after(Duration delay) {
                    return work -> tasks.add(new Task(rows.now.plus(delay), Node.this, work));
                }

                @Override
                public <T> CompletionStage<T> within(Duration time, CompletionStage<T> stage, Supplier<T> instead) {
                    var first = new CompletableFuture<T>();
                    after(time).execute(() -> {
                        if (!first.isDone()) {
                            first.complete(instead.get());
                        }
                    });
                    stage.whenComplete((result, failure) -> {
                        if (failure == null) {
                            first.complete(result);
                        } else {
                            first.completeExceptionally(failure);
                        }
                    });
                    return first;
                }
            };
            var settlement = new RenewalSettlement(new LeasedWriter(storage, rows, rows.changes(), writes, threads), response, TOKENS, journal, counted,
                    new Told<>(unknown -> { }), new Told<>(rotated -> { }));
            var clock = new AttemptClock(SETTINGS, clocks);
            var late = new LateAnswers();
            var endpoint = new SpotifyTokenEndpoint(new TokenEndpointCall(new Wire(this), new OpenGuard(), threads), new NoLimit(), clock);
            var spotify = new Refreshes(SETTINGS, null, new RateLimits(SETTINGS, storage, null), threads, clock, null) {
                @Override
                public CompletionStage<SpotifyAnswer> refresh(AppName app, RefreshToken token, AttemptTime time) {
                    return endpoint.refresh(token, time);
                }
            };
            var attempt = new RenewalAttempt(spotify, incidents, TOKENS, settlement, refused, counted, late, clock) {
                @Override
                public CompletionStage<SpotifyAnswer> presentCopy(GrantCopy copy) {
                    presentsCopy = true;
                    try {
                        return super.presentCopy(copy);
                    } finally {
                        presentsCopy = false;
                    }
                }
            };
            var foreignChanges = new ForeignChanges(storage, null, null, threads);
            var renewals = new Renewals(storage, rows, new LeaseQueue(storage, rows.leases()), TOKENS, attempt, settlement, threads,
                    late, clock, SETTINGS, new Told<>(occurred::add));
            sessions = new Sessions(storage, rows, new ChangeCounters(), foreignChanges, journal, new DatabaseClock(),
                    new Told<>(memory::forget), new Told<>(occurrence -> { }), new Told<>(event -> { }));
            var stored = new StoredTokens(TOKENS, refusals, memory, SETTINGS);
            shortWay = new ShortWay(sessions, stored, TOKENS, refusals, memory);
            manager = new TokenManager(sessions, TOKENS, renewals, stored,
                    new OfflineTokens(sessions, attempt, incidents, refusals, late, memory, stored), memory, foreignChanges, threads);
        }
    }

    /** The way to Spotify: real code above it decides what is sent, and when. */
    private final class Wire extends SpotifyWire {
        private final Node node;

        Wire(Node node) {
            super(null, null, APP, null, () -> 0);
            this.node = node;
        }

        @Override
        public CompletionStage<BoundedReply> post(Form form, AttemptTime time) {
            attempts++;
            if (time.sendBy().isPast()) {
                return CompletableFuture.failedFuture(new SendInTime.TooLate());
            }
            if (presentsCopy) {
                unleased.add(time);
            }
            var post = new Post(node, form.asMap().getFirst("refresh_token"), time);
            pending.add(post);
            if (networkDrops) {
                post.connectsUntil = rows.now.plus(AttemptClock.connect(SETTINGS.spotifyDeadline()));
            } else {
                arrives(post);
            }
            return post.answer;
        }
    }

    private static final class OpenGuard extends SpotifyGuard {
        OpenGuard() {
            super(1);
        }

        @Override
        public CompletionStage<BoundedReply> call(Supplier<CompletionStage<BoundedReply>> call) {
            return call.get();
        }
    }

    private static final class NoLimit extends RateLimit {
        NoLimit() {
            super(null, null, AppName.DEFAULT, () -> 0);
        }

        @Override
        public CompletionStage<Optional<Duration>> holdBack() {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public void over(long begunWhenSent) {
            // there was none
        }
    }

    /** The database, asked on the caller's own thread. */
    private final class Away extends DatabaseGate {
        private final Node node;

        Away(Node node) {
            this.node = node;
        }

        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work, Consumer<T> late) {
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
    static final class Disk extends JournalFiles {
        private final Map<String, GrantCopy> files;

        Disk(Map<String, GrantCopy> files) {
            super(null, null);
            this.files = files;
        }

        @Override
        public Map<String, GrantCopy> read() {
            return Map.copyOf(files);
        }

        @Override
        public boolean write(String name, GrantCopy copy) {
            files.put(name, copy);
            return true;
        }

        @Override
        public void delete(String name) {
            files.remove(name);
        }
    }

    /** @param stays whether the caller is still there when the answer comes, and takes its cookie */
    void call(int node, GrantCopy holds, boolean stays) {
        // Without the database, or before another node's journal is drained, an old cookie may work; that is said.
        var ended = mood == Mood.UP && (rows.ended(cookie.session()) || nodes.get(node).journal.ended(cookie.session()));
        var shortWay = nodes.get(node).shortWay;
        var manager = nodes.get(node).manager;
        var wanted = new TokenRequest(Optional.empty(), Optional.empty());
        var found = shortWay.look(holds, wanted);
        var call = found.served().<CompletionStage<TokenResult>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> manager.token(holds, found)).toCompletableFuture();
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

    /** The POST leaves the machine. */
    private void arrives(Post post) {
        post.connectsUntil = null;
        if (post.time.answerBy().isPast()) {
            defects.add("sent after its deadline: " + post.token);
        }
        if (!unleased.contains(post.time) && !rows.hasLiveLease(cookie.session())) {
            defects.add("sent without a live lease: " + post.token);
        }
        if (rotation == Rotation.STRICT) {
            if (pending.stream().anyMatch(other -> other != post && other.token.equals(post.token))) {
                defects.add("presented twice at a time: " + post.token);
            }
            if (superseded.contains(post.token) && !answerWasLost) {
                defects.add("presented although superseded: " + post.token);
            }
        }
    }

    /** Spotify has read the request and decides; its answer is on the way. */
    void decide(Post post) {
        if (post.isAtSpotify() && !post.isDecided()) {
            post.decided = decision(post.token);
            answerWasLost |= stray.remove(post); // also where it was no more than a reuse: the delay was beyond the lease
        }
    }

    /** The answer arrives. */
    void hear(Post post) {
        if (pending.contains(post) && post.isDecided()) {
            pending.remove(post);
            if (post.node.alive) {
                post.answer.complete(post.decided);
            } else {
                answerWasLost |= post.decided.status() == 200;
            }
        }
    }

    void answer(Post post) {
        decide(post);
        hear(post);
    }

    /** The connection breaks; what Spotify had decided is lost, and what it had not read it never will. */
    void breaksOff(Post post) {
        pending.remove(post);
        answerWasLost |= post.isDecided() && post.decided.status() == 200;
        post.answer.completeExceptionally(post.isAtSpotify() ? new EOFException() : new ConnectException());
    }

    /** Those whose nodes wait for them, the oldest first, and then those that nobody waits for. */
    Stream<Post> atSpotify() {
        return Stream.concat(pending.stream(), stray.stream()).filter(Post::isAtSpotify);
    }

    void networkIsBack() {
        networkDrops = false;
        pending.stream().filter(post -> !post.isAtSpotify()).toList().forEach(this::arrives);
    }

    private BoundedReply decision(String token) {
        if (revoked || superseded.contains(token) && rotation == Rotation.STRICT) {
            revoked = true;
            return reply(400, Json.createObjectBuilder().add("error", "invalid_grant")
                    .add("error_description", "Refresh token revoked"));
        }
        var rotates = rotation == Rotation.STRICT || rotation == Rotation.GRACE;
        if (rotates && token.equals(current)) {
            superseded.add(current);
            current = "AQ-" + ++issued;
        }
        var issuedNow = Json.createObjectBuilder().add("access_token", "BQ-" + ++issued).add("token_type", "Bearer")
                .add("expires_in", 3600);
        return reply(200, rotates ? issuedNow.add("refresh_token", current) : issuedNow);
    }

    static BoundedReply reply(int status, JsonObjectBuilder body) {
        return new BoundedReply(status, Optional.empty(), body.build().toString());
    }

    /** The process dies and starts again; what it had sent and Spotify has not read is gone. */
    void crash(int index) {
        var dead = nodes.get(index);
        dead.alive = false;
        crashed = true;
        answerWasLost |= pending.stream().filter(post -> post.node == dead)
                .anyMatch(post -> post.isDecided() && post.decided.status() == 200);
        pending.removeIf(post -> post.node == dead);
        tasks.removeIf(task -> task.node() == dead);
        nodes.set(index, new Node(dead.disk));
    }

    /** Both machines sleep, the database's and Spotify's do not. */
    void sleep(Duration time) {
        rows.now = rows.now.plus(time);
        asleep = asleep.plus(time);
    }

    void logout(int index) {
        nodes.get(index).sessions.logout(cookie);
    }

    /** Time passes second by second: what is due is done, journals are drained, and what nobody waits for is given up. */
    void pass(int seconds) {
        for (var second = 1; second <= seconds; second++) {
            var nothingIsDue = tasks.isEmpty() && pending.isEmpty();
            rows.now = rows.now.plusSeconds(nothingIsDue ? seconds - second + 1 : 1);
            nodes.forEach(node -> node.drain.drain());
            if (nothingIsDue) {
                return;
            }
            var due = tasks.stream().filter(task -> !task.due().isAfter(rows.now)).toList();
            tasks.removeAll(due);
            due.forEach(task -> task.work().run());
            pending.stream().filter(post -> !post.isAtSpotify() && !post.connectsUntil.isAfter(rows.now)).toList()
                    .forEach(this::breaksOff);
            pending.stream().filter(post -> post.time.listenUntil().isPast()).toList().forEach(this::giveUp);
        }
    }

    private void giveUp(Post post) {
        pending.remove(post);
        if (post.isDecided()) {
            answerWasLost |= post.decided.status() == 200;
        } else {
            stray.add(post);
        }
        post.answer.completeExceptionally(new TimeoutException());
    }
}
