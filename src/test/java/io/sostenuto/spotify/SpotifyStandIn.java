package io.sostenuto.spotify;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A stand-in for Spotify that a test starts, sets, breaks and reads. Accounts service, Web API and SDK share one port
 * of 127.0.0.1.
 *
 * <p>Settings hold from the next request on, until {@link #reset()}. Faults queued with {@link #next} fire once each,
 * in their order; a test asserts {@link #unfired()} to be zero, so that a fault that never fired is seen.
 */
public final class SpotifyStandIn implements AutoCloseable {

    private final Consumer<SpotifyStandIn> setup;
    private final HttpServer server;
    private volatile State state = new State();

    /** Everything that a reset makes anew. */
    private static final class State {
        final Settings settings = new Settings();
        final AccessTokens accessTokens = new AccessTokens();
        final Grants grants = new Grants(settings, accessTokens);
        final Codes codes = new Codes();
        final Faults accountFaults = new Faults();
        final Faults apiFaults = new Faults();
        final Spoiler spoiler = new Spoiler();
        final Devices devices = new Devices(settings);
        final Consent consent = new Consent(settings, codes);
        final TokenEndpoint tokens = new TokenEndpoint(settings, codes, grants, accountFaults, spoiler);
        final WebApi api = new WebApi(settings, accessTokens, devices, apiFaults, spoiler);
        final Sdk sdk = new Sdk(settings, accessTokens, devices);
        final Discovery discovery = new Discovery(settings, grants);

        void end() {
            accountFaults.releaseGates();
            apiFaults.releaseGates();
            spoiler.end();
        }
    }

    private SpotifyStandIn(int port, Consumer<SpotifyStandIn> setup) {
        this.setup = setup;
        server = new HttpServer(port, this::handle);
    }

    /** Starts on this port; 0 takes any free one. */
    public static SpotifyStandIn start(int port) {
        return start(port, asItIs -> { });
    }

    /** Starts with these settings, to which {@link #reset()} leads back. */
    public static SpotifyStandIn start(int port, Consumer<SpotifyStandIn> setup) {
        var spotify = new SpotifyStandIn(port, setup);
        setup.accept(spotify);
        return spotify;
    }

    public int port() {
        return server.port();
    }

    /** Where it is reached, without a trailing slash. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /**
     * Forgets everything: settings other than those it was started with, grants, tokens, faults and logs. Held requests
     * are let go.
     */
    public void reset() {
        var old = state;
        state = new State();
        setup.accept(this);
        old.end();
        server.reopen();
    }

    /** Refuses connections and drops those that are open, until {@link #comeBack()}. */
    public void goDown() {
        server.close();
    }

    public void comeBack() {
        server.reopen();
    }

    @Override
    public void close() {
        state.end();
        server.close();
    }

    private void handle(Request request, Connection connection) throws IOException {
        var now = state;
        if (request.path().equals("/api/token")) {
            now.tokens.handle(request, connection);
        } else if (request.path().startsWith("/v1/")) {
            now.api.handle(request, connection);
        } else if (Sdk.serves(request.path())) {
            now.sdk.handle(request, connection);
        } else if (request.path().equals("/authorize")) {
            connection.send(now.consent.answer(request));
        } else if (request.path().equals(Discovery.DOCUMENT) || request.path().equals(Discovery.REVOCATION)) {
            connection.send(now.discovery.answer(request, url()));
        } else if (request.path().equals(Control.PATH)) {
            connection.send(Control.answer(request, this));
        } else {
            connection.send(Response.text(404, "A stand-in for Spotify; it has nothing here."));
        }
    }

    // what it is

    /** The one app that is registered; another secret is a secret that was rotated (F33). */
    public SpotifyStandIn app(String clientId, String clientSecret) {
        state.settings.clientId = clientId;
        state.settings.clientSecret = clientSecret;
        return this;
    }

    /** Registers another app beside the first one: neither knows the other's codes and grants. */
    public SpotifyStandIn furtherApp(String clientId, String clientSecret) {
        state.settings.furtherApps.put(clientId, clientSecret);
        return this;
    }

    /** What the page that asks for consent calls the app. */
    public SpotifyStandIn appName(String name) {
        state.settings.appName = name;
        return this;
    }

    /** Registers one more redirect URI; a loopback literal without a port stands for every port (S2). */
    public SpotifyStandIn registerRedirect(String uri) {
        state.settings.redirects.add(uri);
        return this;
    }

    public SpotifyStandIn rotation(Rotation rotation) {
        state.settings.rotation = rotation;
        return this;
    }

    /** For how long a superseded refresh token still leads to its successor under {@link Rotation#GRACE}. */
    public SpotifyStandIn graceFor(Duration grace) {
        state.settings.grace = grace;
        return this;
    }

    public SpotifyStandIn accessTokenLife(Duration life) {
        state.settings.accessTokenLife = life;
        return this;
    }

    /** From the authorization on, as the next consent gets it (S13). */
    public SpotifyStandIn refreshTokenLife(Duration life) {
        state.settings.refreshTokenLife = life;
        return this;
    }

    public SpotifyStandIn codeLife(Duration life) {
        state.settings.codeLife = life;
        return this;
    }

    /** Characters, of the tokens issued from now on (S11). */
    public SpotifyStandIn tokenLengths(int access, int refresh) {
        state.settings.accessTokenLength = access;
        state.settings.refreshTokenLength = refresh;
        return this;
    }

    /** Who sits before the browser and consents (F31: another one than the last time). */
    public SpotifyStandIn user(String id, String displayName) {
        state.settings.account = new Account(id, displayName, "account-of-" + id);
        return this;
    }

    /** What consent grants, whatever was asked for; null: what was asked for (S10). */
    public SpotifyStandIn grantedScopes(String scopesOrNull) {
        state.settings.grantedScopes = scopesOrNull;
        return this;
    }

    /** Whether a user who has consented once is sent back without a page (S6). */
    public SpotifyStandIn rememberConsent(boolean remember) {
        state.settings.rememberConsent = remember;
        return this;
    }

    /** Whether the user is on the list of the app in development mode (S17). */
    public SpotifyStandIn listed(boolean listed) {
        state.settings.listed = listed;
        return this;
    }

    public SpotifyStandIn premium(boolean ofOwner, boolean ofListener) {
        state.settings.ownerPremium = ofOwner;
        state.settings.premium = ofListener;
        return this;
    }

    public SpotifyStandIn meLacksDetails(boolean lacks) {
        state.settings.meLacksDetails = lacks;
        return this;
    }

    /** Whether player commands answer 200 with a text that is not JSON, in place of 204. */
    public SpotifyStandIn playerAnswersText(boolean text) {
        state.settings.playerAnswersText = text;
        return this;
    }

    /** How often the SDK shows its token. */
    public SpotifyStandIn heartbeat(Duration every) {
        state.settings.heartbeat = every;
        return this;
    }

    /** How late the Web API knows a player that is ready. */
    public SpotifyStandIn deviceAppearsAfter(Duration delay) {
        state.settings.deviceAppearsAfter = delay;
        return this;
    }

    /** Whether the SDK's own servers answer 503. */
    public SpotifyStandIn dealerDown(boolean down) {
        state.settings.dealerDown = down;
        return this;
    }

    /** Whether the user owns a second device. */
    public SpotifyStandIn kitchenRadio(boolean there) {
        state.settings.kitchenRadio = there;
        return this;
    }

    /** The music goes to this user's second device, as somebody in the kitchen likes it. */
    public void playOnKitchenRadio(String userId) {
        state.settings.kitchenRadio = true;
        state.devices.playOnKitchenRadio(userId);
    }

    /** Another app of this user's sends the music to the player in the browser; nobody has clicked there. */
    public void playInBrowser(String userId) {
        state.devices.playInBrowser(userId);
    }

    public SpotifyStandIn discovery(boolean on) {
        state.settings.discovery = on;
        return this;
    }

    // what goes wrong

    /** The next answers of the token endpoint, one fault each. */
    public void next(Fault... faults) {
        state.accountFaults.next(faults);
    }

    /** Every answer of the token endpoint, until {@link #calm()}. */
    public void always(Fault fault) {
        state.accountFaults.always(fault);
    }

    /** Every answer of the token endpoint about this user; null: none any more. */
    public void faultFor(String userId, Fault faultOrNull) {
        state.accountFaults.forUser(userId, faultOrNull);
    }

    public void nextApi(Fault... faults) {
        state.apiFaults.next(faults);
    }

    public void alwaysApi(Fault fault) {
        state.apiFaults.always(fault);
    }

    /** Takes back all faults that have not fired, and lets go what is held. */
    public void calm() {
        state.accountFaults.calm();
        state.apiFaults.calm();
        state.accountFaults.releaseGates();
        state.apiFaults.releaseGates();
    }

    /** The next answer of the token endpoint is decided at once and held back. */
    public Gate hold() {
        var gate = Fault.hold();
        next(gate);
        return gate;
    }

    /** The next request to the token endpoint is held before it is decided. */
    public Gate holdRequest() {
        var gate = Fault.holdRequest();
        next(gate);
        return gate;
    }

    /** Ends the grant that this refresh token belongs to; its access tokens live on (S15). */
    public void revoke(String refreshToken) {
        state.grants.revoke(refreshToken);
    }

    public void revokeUser(String userId) {
        state.grants.revokeUser(userId);
    }

    /** The six months of this user's grants are over (F2). */
    public void expireGrants(String userId) {
        state.grants.expireUser(userId);
    }

    /** Spotify no longer knows the players of any browser, and does not tell them: what a long sleep leaves. */
    public void forgetDevices() {
        state.devices.forget();
    }

    /** Every access token issued so far is dead, before its time (F28). */
    public void expireAccessTokens() {
        state.accessTokens.expireAll();
    }

    // what happened

    /** How many faults have fired. */
    public int fired() {
        return faults().size();
    }

    public List<Fault> faults() {
        return Stream.concat(state.accountFaults.fired().stream(), state.apiFaults.fired().stream()).toList();
    }

    /** How many queued faults have not fired. */
    public int unfired() {
        return state.accountFaults.queued().size() + state.apiFaults.queued().size();
    }

    /** How many connections hang by a fault and are still held open by their clients. */
    public int hanging() {
        return state.spoiler.hanging();
    }

    /** Every POST to the token endpoint, in the order of the decisions. */
    public List<Presentation> presentations() {
        return state.tokens.presentations();
    }

    /** Every POST to the token endpoint, those that hang included. */
    public int tokenPosts() {
        return state.tokens.posts();
    }

    public List<String> issuedRefreshTokens() {
        return state.grants.issued();
    }

    public List<String> issuedAccessTokens() {
        return state.accessTokens.issued();
    }

    public String lastRefreshTokenOf(String userId) {
        return state.grants.lastTokenOf(userId);
    }

    public List<String> codes() {
        return state.codes.issued();
    }

    public List<String> verifiers() {
        return state.tokens.verifiers();
    }

    /** Method and path of every call to the Web API. */
    public List<String> apiCalls() {
        return state.api.calls();
    }

    /** How many players of browsers this user has at the moment. */
    public int players(String userId) {
        return state.devices.players(userId);
    }

    /** How many tracks the SDK was allowed to play. */
    public int licences() {
        return state.sdk.licences();
    }
}
