package io.sostenuto.launcher;

import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import javax.net.ssl.SSLHandshakeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class RenewedConnectorTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration IDLE = Duration.ofSeconds(15);

    private final List<Pool> pools = new ArrayList<>();
    private final CompletableFuture<Void> renewed = new CompletableFuture<>();
    private final List<Throwable> told = new ArrayList<>();
    private long now;

    /** A connector with connections of its own, whose calls end as the test says. */
    private static final class Pool implements Connector {

        private final List<CompletableFuture<Object>> calls = new ArrayList<>();

        @Override
        public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
            calls.add(new CompletableFuture<>());
            return calls.get(calls.size() - 1);
        }

        @Override
        public ClientResponse apply(ClientRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getName() {
            return "double";
        }

        @Override
        public void close() {
            throw new AssertionError("calls are under way");
        }
    }

    private RenewedConnector connector(Duration patience) {
        return new RenewedConnector(() -> {
            pools.add(new Pool());
            if (pools.size() == 2) {
                renewed.complete(null);
            }
            return pools.get(pools.size() - 1);
        }, patience, IDLE, () -> now);
    }

    private void call(RenewedConnector connector) {
        connector.apply(null, new AsyncConnectorCallback() {
            @Override
            public void response(ClientResponse response) {
                throw new AssertionError("Jersey's own connector tells of it");
            }

            @Override
            public void failure(Throwable failure) {
                told.add(failure);
            }
        });
    }

    static Stream<Throwable> broken() {
        return Stream.of(new EOFException(), new IOException("Connection reset"), new HttpTimeoutException("silent"),
                new RuntimeException(new IOException("wrapped")));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void afterACallThatBrokeTheNextOnesGetNewConnections(Throwable failure) {
        var connector = connector(LONG);
        call(connector);
        pools.get(0).calls.get(0).completeExceptionally(failure);
        assertThat(told).containsExactly(failure);
        call(connector);
        assertThat(pools).hasSize(2);
        assertThat(pools.get(1).calls).hasSize(1);
    }

    static Stream<Throwable> neverConnected() {
        return Stream.of(new ConnectException(), new ConnectException().initCause(new ClosedChannelException()), new HttpConnectTimeoutException("silent"), new UnresolvedAddressException(),
                new SSLHandshakeException("unknown"));
    }

    @ParameterizedTest
    @MethodSource("neverConnected")
    void whereThereWasNoConnectionTheOthersAreKept(Throwable failure) {
        var connector = connector(LONG);
        call(connector);
        pools.get(0).calls.get(0).completeExceptionally(failure);
        assertThat(told).containsExactly(failure);
        assertThat(pools).hasSize(1);
    }

    @Test
    void aCallThatIsSilentForLongLeavesItsNeighboursBehindAndGoesOn() {
        var connector = connector(Duration.ZERO);
        call(connector);
        assertThat(renewed).as("on the JDK's own timer").succeedsWithin(Duration.ofSeconds(10));
        assertThat(told).as("it may still be answered").isEmpty();
        assertThat(pools.get(0).calls.get(0)).isNotDone();
    }

    @Test
    void aCallThatIsAnsweredChangesNothing() {
        var connector = connector(LONG);
        call(connector);
        pools.get(0).calls.get(0).complete("an answer");
        call(connector);
        assertThat(pools).hasSize(1);
    }

    @Test
    void manyThatBreakTogetherLeaveOneSetOfConnectionsBehindAndNotMoreThanOneInTwoSeconds() {
        var connector = connector(LONG);
        for (int i = 0; i < 40; i++) {
            call(connector);
        }
        pools.get(0).calls.forEach(call -> call.completeExceptionally(new EOFException()));
        assertThat(pools).as("they had the same connections").hasSize(2);
        call(connector);
        pools.get(1).calls.get(0).completeExceptionally(new EOFException());
        assertThat(pools).as("within two seconds").hasSize(2);
        now += Duration.ofSeconds(2).toNanos();
        call(connector);
        pools.get(1).calls.get(1).completeExceptionally(new EOFException());
        assertThat(pools).hasSize(3);
    }

    /** A call goes out and breaks. @return the pool that had it */
    private Pool breaks(RenewedConnector connector) {
        var before = pools.stream().mapToInt(pool -> pool.calls.size()).toArray();
        call(connector);
        var used = IntStream.range(0, before.length).filter(i -> pools.get(i).calls.size() > before[i]).findFirst().orElseThrow();
        var calls = pools.get(used).calls;
        calls.get(calls.size() - 1).completeExceptionally(new EOFException());
        return pools.get(used);
    }

    @Test
    void aFarSideThatBreaksThemForHoursIsMetByNineSetsInTurn() {
        var connector = connector(LONG);
        var turns = new ArrayList<Pool>();
        for (int i = 0; i < 1000; i++) {
            turns.add(breaks(connector));
            now += Duration.ofSeconds(2).toNanos();
        }
        assertThat(pools).hasSize(9);
        assertThat(turns.subList(0, 9)).containsExactlyElementsOf(pools);
        assertThat(turns.subList(990, 999)).containsExactlyElementsOf(pools);
    }

    @Test
    void oneThatWasLeftIsNotUsedAgainWhileConnectionsIdleInIt() {
        var connector = connector(LONG);
        breaks(connector);
        now += IDLE.toNanos();
        assertThat(breaks(connector)).isSameAs(pools.get(1));
        assertThat(pools).as("the first was left just as long ago as a connection may idle").hasSize(3);
        now += Duration.ofSeconds(2).toNanos();
        assertThat(breaks(connector)).isSameAs(pools.get(2));
        assertThat(breaks(connector)).as("the first was left long ago").isSameAs(pools.get(0));
    }

    @Test
    void whereConnectionsIdleForHoursNotAllThatWereLeftAreRemembered() {
        var connector = new RenewedConnector(() -> {
            pools.add(new Pool());
            return pools.get(pools.size() - 1);
        }, LONG, Duration.ofHours(1), () -> now);
        for (int i = 0; i < 10; i++) {
            breaks(connector);
            now += Duration.ofSeconds(2).toNanos();
        }
        assertThat(pools).as("each time a new one").hasSize(11);
        now += Duration.ofHours(2).toNanos();
        breaks(connector);
        assertThat(breaks(connector)).as("the first of the eight that were left last").isSameAs(pools.get(2));
    }
}
