package io.sostenuto.tokens.boundary;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.tokens.entity.TokenResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Making the body of an answer 200. */
@State(Scope.Benchmark)
public class TokenAnswerBenchmark {

    private final TokenResult.Served served = new TokenResult.Served(new AccessToken("BQ" + "t".repeat(198)),
            Clocks.OF_THIS_MACHINE.in(Duration.ofHours(1)), Duration.ofHours(1), "streaming user-read-email user-read-private"
            + " user-read-playback-state user-modify-playback-state", 7, Instant.now(), Optional.empty(), Optional.empty());

    @Benchmark
    public String body() {
        return TokenJson.of(served);
    }
}
