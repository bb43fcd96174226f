package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.settings.entity.AppName;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;

import java.io.StringReader;
import java.time.Instant;
import java.util.Optional;

/** The text form of a {@link GrantCopy}, as it is sealed into the session cookie and the journal. */
public final class GrantCopyText {

    private static final JsonProvider JSON = JsonProvider.provider();
    /** The generation that "k" is about. The release before wrote "k" alone, and left it when the token was rotated later. */
    private static final String KEPT = "kg";

    private static final String SESSION = "s";
    /** Another key, so that a node of a release that knows one app alone takes the cookie for none, and presents nothing of it. */
    private static final String SESSION_OF_APP = "i";
    private static final String APP = "p";

    private GrantCopyText() {
    }

    /** @param sealedAt the instant that {@code sostenuto.sessions-not-before} is compared with */
    public static String write(GrantCopy copy, Instant sealedAt) {
        var json = JSON.createObjectBuilder()
                .add(copy.app().isDefault() ? SESSION : SESSION_OF_APP, copy.session().value())
                .add("o", copy.scope())
                .add("g", copy.generation())
                .add("a", copy.authorizedAt().toEpochMilli())
                .add("k", copy.tokenKept())
                .add("t", sealedAt.toEpochMilli());
        if (copy.tokenKept()) {
            json.add(KEPT, copy.generation());
        }
        if (!copy.app().isDefault()) {
            json.add(APP, copy.app().value());
        }
        copy.refreshToken().ifPresent(token -> json.add("r", token.value()));
        copy.user().ifPresent(user -> {
            json.add("u", user.id());
            user.displayName().ifPresent(name -> json.add("n", name));
        });
        return json.build().toString();
    }

    /** @return the copy; empty for a text that was sealed before {@code notBefore}, or is none of ours */
    public static Optional<GrantCopy> read(String text, Instant notBefore) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            var json = reader.readObject();
            if (Instant.ofEpochMilli(json.getJsonNumber("t").longValue()).isBefore(notBefore)) {
                return Optional.empty();
            }
            return Optional.of(new GrantCopy(session(json), AppName.orDefault(json.getString(APP, null)), user(json), json.getString("o"),
                    json.getInt("g"), Optional.ofNullable(json.getString("r", null)).map(RefreshToken::new),
                    Instant.ofEpochMilli(json.getJsonNumber("a").longValue()), isKept(json)));
        } catch (JsonException | NullPointerException | ClassCastException foreign) {
            return Optional.empty();
        }
    }

    private static SessionId session(JsonObject json) {
        return new SessionId(json.getString(json.containsKey(APP) ? SESSION_OF_APP : SESSION));
    }

    /** A first generation was never rotated: there the mark is true whoever wrote it. */
    private static boolean isKept(JsonObject json) {
        return json.getBoolean("k") && json.getInt(KEPT, 1) == json.getInt("g");
    }

    private static Optional<SpotifyUser> user(JsonObject json) {
        return Optional.ofNullable(json.getString("u", null))
                .map(id -> new SpotifyUser(id, Optional.ofNullable(json.getString("n", null))));
    }
}
