package io.sostenuto.bench;

import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sealing.entity.SealKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.List;
import java.util.Optional;

/** Sealing and opening what a session cookie holds. */
@State(Scope.Benchmark)
public class SealBenchmark {

    private final Seal seal = new Seal(List.of(SealKey.generate()));
    private final String text = "{\"s\":\"" + "s".repeat(43) + "\",\"o\":\"streaming user-read-email user-read-private"
            + " user-read-playback-state user-modify-playback-state\",\"g\":1,\"a\":1767225600000,\"k\":true,"
            + "\"t\":1767225600000,\"r\":\"" + "r".repeat(131) + "\",\"u\":\"listener-1\",\"n\":\"Lena Listener\"}";
    private final String cookie = seal.close(Purpose.SESSION_COOKIE, "", text);

    @Benchmark
    public String seal() {
        return seal.close(Purpose.SESSION_COOKIE, "", text);
    }

    @Benchmark
    public Optional<String> open() {
        return seal.open(Purpose.SESSION_COOKIE, "", cookie);
    }
}
