package io.sostenuto.login.control;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.settings.entity.AppName;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Makes login attempts, and writes and reads their text for the cookie. */
public final class LoginAttempts {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String STATE = "s";
    /** Another key, so that a node of a release that knows one app alone exchanges no code of another. */
    private static final String STATE_OF_APP = "i";
    private static final String APP = "p";
    /** Likewise, so that a node of a release that knows no links opens no session with one. */
    private static final String STATE_OF_LINK = "j";
    private static final String LINK = "l";
    /** Of none where a node of the release before began it. */
    private static final String SCOPE = "c";

    private LoginAttempts() {
    }

    /** @param name of the logins that are under way in this browser; empty where there are none */
    public static LoginAttempt begin(AppName app, String scope, Optional<String> name, String returnTo, Optional<SessionId> replaces, Instant now) {
        return new LoginAttempt(app, scope, random(), random(), name.orElseGet(LoginAttempts::random), returnTo, replaces,
                Optional.empty(), now.plus(LoginAttempt.LIFE));
    }

    /** @return a login that belongs to this link alone: none of this browser's other ones has its name */
    public static LoginAttempt ofLink(String link, AppName app, String scope, String returnTo, Instant now) {
        return new LoginAttempt(app, scope, random(), random(), random(), returnTo, Optional.empty(), Optional.of(link),
                now.plus(LoginAttempt.LIFE));
    }

    /** @return whether one of these is the state that this login was begun with */
    public static boolean matches(LoginAttempt attempt, List<String> states) {
        return states.stream().anyMatch(sent -> MessageDigest.isEqual(attempt.state().getBytes(StandardCharsets.UTF_8),
                sent.getBytes(StandardCharsets.UTF_8)));
    }

    /** @return the S256 challenge of RFC 7636 section 4.2 */
    public static String challenge(LoginAttempt attempt) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(attempt.codeVerifier().getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    public static String write(LoginAttempt attempt) {
        var json = JSON.createObjectBuilder().add(stateKey(attempt), attempt.state()).add("v", attempt.codeVerifier())
                .add("n", attempt.name()).add(SCOPE, attempt.scope()).add("r", attempt.returnTo()).add("e", attempt.end().toEpochMilli());
        if (!attempt.app().isDefault()) {
            json.add(APP, attempt.app().value());
        }
        attempt.replaces().ifPresent(session -> json.add("o", session.value()));
        attempt.link().ifPresent(link -> json.add(LINK, link));
        return json.build().toString();
    }

    /** @return the attempt; empty where its time is over or the text is none of ours */
    public static Optional<LoginAttempt> read(String text, Instant now) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            var json = reader.readObject();
            return Optional.of(new LoginAttempt(AppName.orDefault(json.getString(APP, null)), json.getString(SCOPE, ""), json.getString(stateKey(json)), json.getString("v"),
                            json.getString("n", json.getString(stateKey(json))), json.getString("r"),
                            Optional.ofNullable(json.getString("o", null)).map(SessionId::new), Optional.ofNullable(json.getString(LINK, null)),
                            Instant.ofEpochMilli(json.getJsonNumber("e").longValue())))
                    .filter(attempt -> attempt.end().isAfter(now));
        } catch (JsonException | NullPointerException | ClassCastException foreign) {
            return Optional.empty();
        }
    }

    private static String stateKey(LoginAttempt attempt) {
        if (attempt.link().isPresent()) {
            return STATE_OF_LINK;
        }
        return attempt.app().isDefault() ? STATE : STATE_OF_APP;
    }

    private static String stateKey(JsonObject json) {
        if (json.containsKey(LINK)) {
            return STATE_OF_LINK;
        }
        return json.containsKey(APP) ? STATE_OF_APP : STATE;
    }

    private static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
