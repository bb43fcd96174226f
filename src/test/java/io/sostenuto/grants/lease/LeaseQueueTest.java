package io.sostenuto.grants.lease;

import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.entity.StorageUnavailable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class LeaseQueueTest {

    /** What waits for the database, which the test lets go on. */
    private final Queue<Runnable> database = new ArrayDeque<>();
    private final List<Integer> questions = new ArrayList<>();
    private final List<Lease> givenBack = new ArrayList<>();
    private boolean away;
    private boolean failing;
    private boolean tooLate;
    private boolean ending;

    private final LeaseQueue leases = new LeaseQueue(new DatabaseGate() {
        @Override
        public <T> CompletionStage<T> ask(Supplier<T> work, Consumer<T> late) {
            if (ending) {
                throw new RejectedExecutionException("the node ends");
            }
            var answer = new CompletableFuture<T>();
            database.add(() -> {
                if (away || failing) {
                    answer.completeExceptionally(new StorageUnavailable("not stored", null));
                } else if (tooLate) {
                    answer.completeExceptionally(new StorageUnavailable("given up", null));
                    late.accept(work.get());
                } else {
                    answer.complete(work.get());
                }
            });
            return answer;
        }

        @Override
        public State state() {
            return away ? State.AWAY : State.PRESENT;
        }
    }, new LeaseStore(null, null, null) {
        @Override
        public void giveBack(Map<LeaseRequest, Lease> leases) {
            givenBack.addAll(leases.values());
        }

        @Override
        public Map<LeaseRequest, Lease> take(Collection<LeaseRequest> claims) {
            questions.add(claims.size());
            return claims.stream().filter(claim -> !claim.life().isZero())
                    .collect(Collectors.toMap(Function.identity(), claim -> new Lease(claim.life().toSeconds(), false)));
        }
    });

    private List<CompletableFuture<Optional<Lease>>> take(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(second -> leases.take(new LeaseRequest(null, Duration.ofSeconds(second)))
                .toCompletableFuture()).toList();
    }

    private void answer() {
        database.remove().run();
    }

    @Test
    void eachGetsItsOwnAndTheNextAreTakenWhenThoseHaveGoneOn() {
        var taken = take(0, 100);
        var whenTheFirstWentOn = new ArrayList<Integer>();
        taken.get(1).thenAccept(lease -> whenTheFirstWentOn.add(database.size()));
        while (!database.isEmpty()) {
            answer();
        }
        assertThat(questions).as("the first was alone").containsExactly(1, 32, 32, 32, 4);
        assertThat(whenTheFirstWentOn).as("nothing more was asked").containsExactly(0);
        assertThat(taken.get(0).join()).as("another holds it").isEmpty();
        assertThat(taken.subList(1, 101)).extracting(lease -> lease.join().orElseThrow().fence())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
    }

    @Test
    void aDatabaseThatIsAwayFailsAllWhoWaitAndNobodyAfterThem() {
        var lost = take(1, 100);
        away = true;
        answer();
        assertThat(lost).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(database).isEmpty();
        away = false;
        var next = take(7, 7);
        answer();
        assertThat(next.get(0).join()).contains(new Lease(7, false));
    }

    @Test
    void whoWaitsInLineIsNotToldOfAnothersFailure() {
        var lost = take(1, 1).get(0);
        var waiting = take(2, 3);
        failing = true;
        answer();
        failing = false;
        assertThat(lost).isCompletedExceptionally();
        answer();
        assertThat(waiting).extracting(lease -> lease.join().orElseThrow().fence()).containsExactly(2L, 3L);
    }

    @Test
    void aLeaseThatComesAfterItWasGivenUpIsGivenBack() {
        var lost = take(5, 5).get(0);
        tooLate = true;
        answer();
        assertThat(lost).isCompletedExceptionally();
        assertThat(givenBack).containsExactly(new Lease(5, false));
    }

    @Test
    void aNodeThatEndsLeavesNobodyWaiting() {
        ending = true;
        assertThat(take(1, 2)).allMatch(CompletableFuture::isCompletedExceptionally);
    }
}
