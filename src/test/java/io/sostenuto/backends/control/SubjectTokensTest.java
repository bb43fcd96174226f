package io.sostenuto.backends.control;

import io.sostenuto.backends.entity.ClientJwt;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.OAuthRefused;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.users.control.UserTokens;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.users.entity.UserVerdict;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import static org.assertj.core.api.Assertions.assertThat;

class SubjectTokensTest {

    private static final AppUser LENA = new AppUser(Room.ISSUER, "lena");
    private final List<String> judged = new ArrayList<>();
    private UserVerdict verdict = new UserVerdict.Known(LENA, Instant.MAX);
    private Room room;
    private SubjectTokens subjects;

    @BeforeEach
    void room(@TempDir Path folder) throws Exception {
        room = new Room(folder);
        subjects = new SubjectTokens(new Users(), room.assertions, room.settings);
    }

    private final class Users extends UserTokens {
        Users() {
            super(room.settings, null, null, new DatabaseClock());
        }

        @Override
        public CompletionStage<UserVerdict> judge(String jwt) {
            judged.add(jwt);
            return CompletableFuture.completedFuture(verdict);
        }
    }

    private Object user(String token, String client) {
        try {
            return CompletableFuture.completedStage("").thenCompose(begun -> subjects.user(token, room.clients.find(client).orElseThrow()))
                    .toCompletableFuture().join();
        } catch (CompletionException failed) {
            var error = ((OAuthRefused) failed.getCause()).error();
            return error.reason().orElse(error.code());
        }
    }

    private JwtClaims of(String subject) {
        var claims = room.claims();
        claims.setSubject(subject);
        return claims;
    }

    @Test
    void aClientThatMayDoSoNamesTheUserOnce() {
        var token = Room.signed("ES256", "subject+jwt", of("lena"));
        assertThat(user(token, "shop")).isEqualTo(LENA);
        assertThat(user(token, "shop")).isEqualTo("subject_token");
        assertThat(judged).isEmpty();
    }

    @Test
    void oneThatMayNotIsToldSo() {
        assertThat(user(Room.signed("ES256", "subject+jwt", of("lena")), "jobs")).isEqualTo("unauthorized_client");
    }

    @Test
    void aClientIsNoUser() {
        assertThat(user(Room.signed("ES256", "subject+jwt", of("shop")), "shop")).isEqualTo("subject_token");
    }

    @Test
    void aNameThatWasUsedToShowWhoTheClientIsIsStillOneForAUser() {
        var shown = room.claims();
        room.assertions.use(ClientJwt.read(Room.signed("ES256", "", shown)).orElseThrow(),
                room.clients.find("shop").orElseThrow(), UsedAssertions.Purpose.CLIENT,
                OAuthError.invalidClient()).toCompletableFuture().join();
        var named = of("lena");
        named.setJwtId(String.valueOf(shown.getClaimValue("jti")));
        assertThat(user(Room.signed("ES256", "subject+jwt", named), "shop")).isEqualTo(LENA);
    }

    @Test
    void whatIsOfAnotherKindIsJudgedByTheIssuersKeysAlone() {
        verdict = new UserVerdict.Bad();
        assertThat(user(Room.signed("ES256", "JWT", of("lena")), "shop")).as("signed by the client").isEqualTo("subject_token");
        assertThat(judged).hasSize(1);
    }

    @Test
    void aUserTokenIsWhatTheIssuersKeysSay() {
        var token = Room.signed("ES256", "JWT", of("whoever"));
        assertThat(user(token, "jobs")).isEqualTo(LENA);
        verdict = new UserVerdict.NoKeys();
        assertThat(user(token, "jobs")).isEqualTo("temporarily_unavailable");
        assertThat(user("no jwt", "jobs")).isEqualTo("subject_token");
    }
}
