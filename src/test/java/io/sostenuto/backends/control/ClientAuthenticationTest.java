package io.sostenuto.backends.control;

import io.sostenuto.backends.entity.Form;
import io.sostenuto.backends.entity.OAuthRefused;
import io.sostenuto.storage.entity.StorageUnavailable;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientAuthenticationTest {

    private static final String BEARER = "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=";
    private Room room;

    @BeforeEach
    void room(@TempDir Path folder) throws Exception {
        room = new Room(folder);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private String client(String form, String... authorization) {
        try {
            return CompletableFuture.completedStage("").thenCompose(begun -> room.authentication
                    .client(Form.read(form.getBytes(StandardCharsets.UTF_8)), List.of(authorization))).toCompletableFuture().join().client().name();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof OAuthRefused refused) {
                return refused.error().code();
            }
            throw failed;
        }
    }

    private String asserted(String algorithm, String type, JwtClaims claims) {
        return client(BEARER + Room.signed(algorithm, type, claims));
    }

    @Test
    void eitherSecretOpensAsItIsAndFormEncoded() {
        assertThat(client("", basic("jobs:" + Room.SECRET))).isEqualTo("jobs");
        assertThat(client("", basic("jobs:" + Room.SECRET + "2"))).isEqualTo("jobs");
        assertThat(client("", basic("%6Aobs:" + Room.SECRET.replace("~", "%7E").replace("-", "%2D")))).isEqualTo("jobs");
        assertThat(client("client_id=jobs", basic("jobs:" + Room.SECRET).replace("Basic", "bAsIc"))).isEqualTo("jobs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs:wrong", "jobs:", "nobody:a-secret-of-32-characters-and-.~", "shop:", "shop:a-secret-of-32-characters-and-.~",
            "jobs", "", "jobs:%zz", "Jobs:a-secret-of-32-characters-and-.~"})
    void aWrongSecretOpensNothing(String pair) {
        assertThat(client("", basic(pair))).isEqualTo("invalid_client");
    }

    @Test
    void withoutAnythingOrWithWhatIsNotOfferedNobodyIsKnown() {
        assertThat(client("")).isEqualTo("invalid_client");
        assertThat(client("", "Basic !!!")).isEqualTo("invalid_client");
        assertThat(client("", "Bearer " + Room.SECRET)).isEqualTo("invalid_client");
        assertThat(client("client_id=jobs&client_secret=" + Room.SECRET)).as("in the form").isEqualTo("invalid_client");
        assertThat(client("client_id=jobs")).isEqualTo("invalid_client");
    }

    @Test
    void twoWaysAtOnceAreRefused() {
        var secret = basic("jobs:" + Room.SECRET);
        assertThat(client(BEARER + Room.signed("ES256", "", room.claims()), secret)).isEqualTo("invalid_request");
        assertThat(client("client_assertion_type=other", secret)).isEqualTo("invalid_request");
        assertThat(client("client_secret=" + Room.SECRET, secret)).isEqualTo("invalid_request");
        assertThat(client("", secret, secret)).isEqualTo("invalid_request");
        assertThat(room.used).as("used up").isEmpty();
    }

    @Test
    void aNameBesideTheCredentialsIsTheirs() {
        assertThat(client("client_id=shop", basic("jobs:" + Room.SECRET))).isEqualTo("invalid_request");
        assertThat(client("client_id=jobs&" + BEARER + Room.signed("ES256", "", room.claims()))).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
    void whatItsKeySignedShowsWhoItIs(String algorithm) {
        assertThat(asserted(algorithm, "", room.claims())).isEqualTo("shop");
        assertThat(asserted(algorithm, "JWT", room.claims())).isEqualTo("shop");
        assertThat(asserted(algorithm, "application/client-authentication+JWT", room.claims())).isEqualTo("shop");
    }

    @Test
    void anAssertionWorksOnce() {
        var form = BEARER + Room.signed("ES256", "", room.claims());
        assertThat(client(form)).isEqualTo("shop");
        assertThat(client(form)).isEqualTo("invalid_client");
    }

    @Test
    void whatIsRefusedIsNotUsedUp() {
        var claims = room.claims();
        claims.setAudience("https://elsewhere.example.com");
        assertThat(asserted("ES256", "", claims)).isEqualTo("invalid_client");
        assertThat(room.used).isEmpty();
    }

    @Test
    void aJwtForAnotherPurposeShowsNobody() {
        assertThat(asserted("ES256", "subject+jwt", room.claims())).isEqualTo("invalid_client");
        assertThat(asserted("ES256", "at+jwt", room.claims())).isEqualTo("invalid_client");
        var ofAUser = room.claims();
        ofAUser.setSubject("lena");
        assertThat(asserted("ES256", "", ofAUser)).isEqualTo("invalid_client");
    }

    @Test
    void aKeyOfNobodysOrOfAnAlgorithmOfItsOwnChoiceShowsNobody() throws Exception {
        var stranger = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        assertThat(client(BEARER + Room.signed(stranger, "ES256", "", room.claims()))).isEqualTo("invalid_client");
        assertThat(client(BEARER + Room.signed(Room.KEYS.get("RS256"), "RS512", "", room.claims()))).isEqualTo("invalid_client");
        var jobs = room.claims();
        jobs.setIssuer("jobs");
        jobs.setSubject("jobs");
        assertThat(asserted("ES256", "", jobs)).as("a client without keys").isEqualTo("invalid_client");
        assertThat(client(BEARER + "not.a.jwt")).isEqualTo("invalid_client");
        assertThat(client(BEARER + Room.signed("ES256", "", room.claims()) + "x")).isEqualTo("invalid_client");
    }

    @Test
    void aClockMayBeFiftySecondsOffAndNotSeventy() {
        assertThat(asserted("ES256", "", ending(-50))).isEqualTo("shop");
        assertThat(asserted("ES256", "", ending(-70))).isEqualTo("invalid_client");
        assertThat(asserted("ES256", "", ending(300 + 50))).isEqualTo("shop");
        assertThat(asserted("ES256", "", ending(300 + 70))).isEqualTo("invalid_client");
    }

    private JwtClaims ending(int seconds) {
        var claims = room.claims();
        claims.setExpirationTime(NumericDate.fromMilliseconds(room.clocks.both.wall().plus(Duration.ofSeconds(seconds)).toEpochMilli()));
        return claims;
    }

    @Test
    void withoutAnEndItShowsNobody() {
        var claims = room.claims();
        claims.unsetClaim("exp");
        assertThat(asserted("ES256", "", claims)).isEqualTo("invalid_client");
    }

    @Test
    void theTypeOfAnAssertionIsNamed() {
        var jwt = Room.signed("ES256", "", room.claims());
        assertThat(client("client_assertion=" + jwt)).isEqualTo("invalid_request");
        assertThat(client("client_assertion_type=urn:ietf:params:oauth:client-assertion-type:saml2-bearer&client_assertion=" + jwt))
                .isEqualTo("invalid_request");
        assertThat(client(BEARER)).isEqualTo("invalid_request");
    }

    @Test
    void whileTheDatabaseIsAwayNobodyCanTellWhetherItWasUsed() {
        room.databaseIsAway = true;
        assertThatThrownBy(() -> asserted("ES256", "", room.claims())).hasCauseInstanceOf(StorageUnavailable.class);
        assertThat(client("", basic("jobs:" + Room.SECRET))).as("a secret").isEqualTo("jobs");
    }
}
