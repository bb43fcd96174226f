package io.sostenuto.issuers;

import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Checks JWTs by somebody's keys. Whatever else is expected of one: it ends, is not from the future, is signed by a key that
 * is known already, in a way that was agreed on, and holds no other token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725: JSON Web Token Best Current Practices</a>
 */
public final class JwtCheck {

    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final JwtKeys keys;
    private final Set<String> algorithms;
    private final Supplier<Instant> clock;
    private final Executor later;

    /**
     * @param algorithms that are agreed on, by their names in JOSE
     * @param later      the threads that go on where keys had to be waited for
     */
    public JwtCheck(JwtKeys keys, Set<String> algorithms, Supplier<Instant> clock, Executor later) {
        this.keys = keys;
        this.algorithms = algorithms;
        this.clock = clock;
        this.later = later;
    }

    /**
     * It never waits for keys on the caller's thread.
     *
     * @param expectations adds to what is expected: issuer, audience, whatever there is
     * @return at once where the keys are there
     */
    public CompletionStage<JwtVerdict> check(String jwt, UnaryOperator<JwtConsumerBuilder> expectations) {
        var header = JwtHeader.of(jwt).filter(read -> algorithms.contains(read.algorithm()));
        if (header.isEmpty()) {
            return CompletableFuture.completedFuture(new JwtVerdict.Bad());
        }
        var key = keys.keyFor(header.get());
        var verdict = key.isDone() ? key.thenApply(found -> judge(jwt, header.get(), found, expectations))
                : key.thenApplyAsync(found -> judge(jwt, header.get(), found, expectations), later);
        return verdict.exceptionally(JwtCheck::withoutKeys);
    }

    private JwtVerdict judge(String jwt, JwtHeader header, Optional<Key> key, UnaryOperator<JwtConsumerBuilder> expectations) {
        if (key.isEmpty()) {
            return new JwtVerdict.Bad();
        }
        var consumer = expectations.apply(new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, header.algorithm()).setVerificationKey(key.get())
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.get().toEpochMilli()))
                .setRequireExpirationTime().setAllowedClockSkewInSeconds((int) LEEWAY.toSeconds())
                .setIssuedAtRestrictions(0, Integer.MAX_VALUE)).build();
        try {
            var read = consumer.process(jwt);
            return read.getJoseObjects().size() == 1 ? new JwtVerdict.Good(read.getJwtClaims()) : new JwtVerdict.Bad();
        } catch (InvalidJwtException notValid) {
            return new JwtVerdict.Bad();
        }
    }

    private static JwtVerdict withoutKeys(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof IssuerUnavailable) {
            return new JwtVerdict.NoKeys();
        }
        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }
}
