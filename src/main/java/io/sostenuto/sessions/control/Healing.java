package io.sostenuto.sessions.control;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Of all who find the same row behind the same copy at once, one brings it up, and the others wait for that, on no thread. */
final class Healing {

    private final Map<Behind, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();

    private record Behind(SessionId session, int generation) {
    }

    /** @return when this, or the same of somebody who began before, is done; it fails as that does */
    CompletionStage<Boolean> once(GrantCopy copy, Supplier<CompletionStage<Boolean>> work) {
        var behind = new Behind(copy.session(), copy.generation());
        var ours = new CompletableFuture<Boolean>();
        var first = underWay.putIfAbsent(behind, ours);
        if (first != null) {
            return first;
        }
        CompletableFuture.completedStage(work).thenCompose(Supplier::get).whenComplete((done, failure) -> {
            underWay.remove(behind);
            if (failure == null) {
                ours.complete(done);
            } else {
                ours.completeExceptionally(failure);
            }
        });
        return ours;
    }
}
