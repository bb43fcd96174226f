package io.sostenuto.bench;

import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.tokens.boundary.TokenResource;
import io.sostenuto.tokens.entity.Deadline;
import io.sostenuto.tokens.entity.TokenResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Making the body of an answer 200. */
@State(Scope.Benchmark)
public class TokenAnswerBenchmark {

    /** Constant, so that it costs nothing. */
    private static final MethodHandle JSON = json();

    private final TokenResult.Served served = new TokenResult.Served(new AccessToken("BQ" + "t".repeat(198)),
            Deadline.in(Duration.ofHours(1)), Duration.ofHours(1), "streaming user-read-email user-read-private"
            + " user-read-playback-state user-modify-playback-state", 7, Instant.now(), Optional.empty());

    private static MethodHandle json() {
        try {
            return MethodHandles.privateLookupIn(TokenResource.class, MethodHandles.lookup()).findStatic(
                    TokenResource.class, "json", MethodType.methodType(String.class, TokenResult.Served.class));
        } catch (ReflectiveOperationException elsewhere) {
            throw new IllegalStateException(elsewhere);
        }
    }

    @Benchmark
    public String body() throws Throwable {
        return (String) JSON.invokeExact(served);
    }
}
