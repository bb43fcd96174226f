package io.sostenuto.backends.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.settings.control.SettingsReader;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.DatabaseClock;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Two clients, {@code jobs} with a secret and {@code shop} with keys, that may assert, and all that judges what they show. */
final class Room {

    static final String HERE = "https://music.example.com";
    static final String ISSUER = "https://id.example.com";
    static final String SECRET = "a-secret-of-32-characters-and-.~";
    static final Map<String, PublicJsonWebKey> KEYS = keys();

    final FakeClocks clocks = new FakeClocks();
    final Set<String> used = new HashSet<>();
    boolean databaseIsAway;
    final Settings settings;
    final BackendClients clients;
    final ClientAssertions assertions;
    final ClientAuthentication authentication;

    Room(Path folder) throws Exception {
        var keys = new JsonWebKeySet();
        KEYS.values().forEach(keys::addJsonWebKey);
        var published = Files.writeString(folder.resolve("keys"), keys.toJson()).toString();
        var values = new HashMap<>(Map.of("spotify.client-id", "id", "spotify.client-secret", "secret", "sostenuto.public-url", HERE,
                "sostenuto.seal-keys", "k1:" + "A".repeat(43) + "=", "sostenuto.users.issuer", ISSUER,
                "sostenuto.users.audiences", "music", "sostenuto.users.jwks-file", published));
        values.putAll(Map.of("sostenuto.clients", "jobs,shop", "sostenuto.client.jobs.secret", SECRET + "," + SECRET + "2",
                "sostenuto.client.shop.jwks-file", published,
                "sostenuto.client.shop.may-assert", "true"));
        settings = new SettingsReader(key -> Optional.ofNullable(values.get(key)), values.keySet()::stream).read();
        var clock = new DatabaseClock(clocks.both);
        clients = new BackendClients(settings, null, new Threads() {
            @Override
            public Executor answers() {
                return Runnable::run;
            }
        }, clock);
        assertions = new ClientAssertions(new UsedAssertions(null) {
            @Override
            public boolean use(String client, Purpose purpose, String jti, Instant expiry) {
                return used.add(client + purpose + jti);
            }
        }, new DatabaseGate() {
            @Override
            public <T> CompletionStage<T> ask(Supplier<T> work) {
                return databaseIsAway ? CompletableFuture.failedFuture(new StorageUnavailable("away", null))
                        : CompletableFuture.completedFuture(work.get());
            }
        }, clock, settings);
        authentication = new ClientAuthentication(clients, assertions);
    }

    private static Map<String, PublicJsonWebKey> keys() {
        try {
            var keys = Map.of("ES256", EcJwkGenerator.generateJwk(EllipticCurves.P256), "RS256", RsaJwkGenerator.generateJwk(2048),
                    "PS256", RsaJwkGenerator.generateJwk(2048), "EdDSA", (PublicJsonWebKey) OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519));
            keys.forEach((algorithm, key) -> key.setKeyId("key-" + algorithm));
            return keys;
        } catch (JoseException everyJdkHasThem) {
            throw new AssertionError(everyJdkHasThem);
        }
    }

    /** @return of the client shop, to show who it is */
    JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setIssuer("shop");
        claims.setSubject("shop");
        claims.setAudience(HERE);
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setExpirationTime(NumericDate.fromMilliseconds(clocks.both.wall().toEpochMilli() + 60_000));
        return claims;
    }

    static String signed(String algorithm, String type, JwtClaims claims) {
        return signed(KEYS.get(algorithm), algorithm, type, claims);
    }

    static String signed(PublicJsonWebKey key, String algorithm, String type, JwtClaims claims) {
        var jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKeyIdHeaderValue("key-" + algorithm);
        if (!type.isEmpty()) {
            jws.setHeader("typ", type);
        }
        jws.setPayload(claims.toJson());
        jws.setKey(key.getPrivateKey());
        try {
            return jws.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
