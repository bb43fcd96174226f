package io.sostenuto.spotify;

import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What can be set, broken or ordered from outside the JVM: an option of {@link Main} and a field of {@link Control}.
 * Each is named like the method of {@link SpotifyStandIn} that it calls.
 */
enum Switch {

    // what it is
    APP("id,secret", "the one app that is registered, where there are no further ones", Values.pairOf(Values::text),
            (spotify, app) -> spotify.app(app.get(0), app.get(1))),
    FURTHER_APP("id,secret", "another app that is registered beside it: neither knows the codes and grants of the other",
            Values.pairOf(Values::text), (spotify, app) -> spotify.furtherApp(app.get(0), app.get(1))),
    APP_NAME("text", "what the consent page calls the app", Values::text, SpotifyStandIn::appName),
    REGISTER_REDIRECT("uri", "one more redirect URI; a loopback literal without a port stands for every port",
            Values::text, SpotifyStandIn::registerRedirect),
    ROTATION("mode", "what a refresh does to the refresh token: none, strict, grace, echo, empty or null",
            Values::rotation, SpotifyStandIn::rotation),
    GRACE_FOR("duration", "how long a superseded refresh token leads to its successor, with rotation grace",
            Values::duration, SpotifyStandIn::graceFor),
    ACCESS_TOKEN_LIFE("duration", "of access tokens issued from now on", Values::duration,
            SpotifyStandIn::accessTokenLife),
    REFRESH_TOKEN_LIFE("duration", "from the authorization on, refreshed or not", Values::duration,
            SpotifyStandIn::refreshTokenLife),
    CODE_LIFE("duration", "of authorization codes", Values::duration, SpotifyStandIn::codeLife),
    TOKEN_LENGTHS("access,refresh", "in characters, of tokens issued from now on", Values.pairOf(Values::number),
            (spotify, lengths) -> spotify.tokenLengths(lengths.get(0), lengths.get(1))),
    USER("id,name", "who consents from now on", Values.pairOf(Values::text),
            (spotify, user) -> spotify.user(user.get(0), user.get(1))),
    GRANTED_SCOPES("scopes", "what consent grants; without a value: what was asked for", Function.identity(),
            (spotify, scopes) -> spotify.grantedScopes(scopes.isEmpty() ? null : scopes)),
    REMEMBER_CONSENT("flag", "who has consented once is sent back without a page", Values::flag,
            SpotifyStandIn::rememberConsent),
    LISTED("flag", "the user is on the list of an app in development mode; otherwise the Web API answers 403",
            Values::flag, SpotifyStandIn::listed),
    PREMIUM("owner,listener", "two flags: who has Premium, the owner of the app and the listener",
            Values.pairOf(Values::flag), (spotify, who) -> spotify.premium(who.get(0), who.get(1))),
    ME_LACKS_DETAILS("flag", "/v1/me has no email, product and country", Values::flag, SpotifyStandIn::meLacksDetails),
    PLAYER_ANSWERS_TEXT("flag", "player commands answer 200 with a text in place of 204", Values::flag,
            SpotifyStandIn::playerAnswersText),
    HEARTBEAT("duration", "how often the SDK shows its token", Values::duration, SpotifyStandIn::heartbeat),
    DEVICE_APPEARS_AFTER("duration", "how late the Web API knows a player that is ready", Values::duration,
            SpotifyStandIn::deviceAppearsAfter),
    DEALER_DOWN("flag", "the SDK's own servers answer 503", Values::flag, SpotifyStandIn::dealerDown),
    KITCHEN_RADIO("flag", "the user owns a second device", Values::flag, SpotifyStandIn::kitchenRadio),
    DISCOVERY("flag", "there is a discovery document and a revocation endpoint", Values::flag,
            SpotifyStandIn::discovery),

    // what goes wrong
    NEXT("fault", "for the next answer of the token endpoint; several wait in their order", FaultReader::read,
            (spotify, fault) -> spotify.next(fault)),
    ALWAYS("fault", "for every answer of the token endpoint, until calm", FaultReader::read, SpotifyStandIn::always),
    FAULT_FOR("user,fault", "for every answer of the token endpoint about this user; no fault: none any more",
            FaultReader::readForUser, (spotify, fault) -> spotify.faultFor(fault.getKey(), fault.getValue())),
    NEXT_API("fault", "for the next answer of the Web API", FaultReader::read, (spotify, fault) -> spotify.nextApi(fault)),
    ALWAYS_API("fault", "for every answer of the Web API, until calm", FaultReader::read, SpotifyStandIn::alwaysApi),

    // what happens while it runs
    CALM("", "takes back all faults that have not fired, and lets go what is held", SpotifyStandIn::calm),
    REVOKE("token", "ends the grant of this refresh token; its access tokens live on", Values::text,
            SpotifyStandIn::revoke),
    REVOKE_USER("user", "ends all grants of this user", Values::text, SpotifyStandIn::revokeUser),
    EXPIRE_GRANTS("user", "the six months of this user's grants are over", Values::text, SpotifyStandIn::expireGrants),
    EXPIRE_ACCESS_TOKENS("", "every access token issued so far is dead", SpotifyStandIn::expireAccessTokens),
    FORGET_DEVICES("", "the Web API no longer knows any player, and does not tell them", SpotifyStandIn::forgetDevices),
    PLAY_ON_KITCHEN_RADIO("user", "the music goes to the second device", Values::text,
            SpotifyStandIn::playOnKitchenRadio),
    PLAY_IN_BROWSER("user", "another app sends the music to the player in the browser", Values::text,
            SpotifyStandIn::playInBrowser),
    RESET("", "forgets all that was set and that happened since the start", SpotifyStandIn::reset);

    private final String shape;
    private final String meaning;
    private final Function<String, Consumer<SpotifyStandIn>> reader;

    <T> Switch(String shape, String meaning, Function<String, T> read, BiConsumer<SpotifyStandIn, T> call) {
        this.shape = shape;
        this.meaning = meaning;
        reader = text -> {
            var value = read.apply(text);
            return spotify -> call.accept(spotify, value);
        };
    }

    Switch(String shape, String meaning, Consumer<SpotifyStandIn> call) {
        this(shape, meaning, Values::none, (spotify, nothing) -> call.accept(spotify));
    }

    /** What the value is; empty where there is none. */
    String shape() {
        return shape;
    }

    String meaning() {
        return meaning;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is on where it is said without a value. */
    boolean isFlag() {
        return shape.equals("flag");
    }

    /** Whether it can be set before anything has happened. */
    boolean isOption() {
        return compareTo(CALM) < 0;
    }

    /** What this setting does, ready to be done. An unknown name or a wrong value is refused in one line. */
    static Consumer<SpotifyStandIn> read(Map.Entry<String, String> setting) {
        try {
            return named(setting.getKey()).reader.apply(setting.getValue());
        } catch (IllegalArgumentException refusal) {
            throw new IllegalArgumentException(setting.getKey() + ": " + refusal.getMessage(), refusal);
        }
    }

    static Switch named(String name) {
        return Stream.of(values()).filter(one -> one.title().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no such switch"));
    }
}
