package io.sostenuto.spotify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which fault fires next at one of the two services, and which have fired. */
final class Faults {

    private final Deque<Fault> queued = new ArrayDeque<>();
    private final Map<String, Fault> ofUsers = new HashMap<>();
    private final List<Fault> fired = new ArrayList<>();
    private Fault standing;

    synchronized void next(Fault... faults) {
        queued.addAll(List.of(faults));
    }

    synchronized void always(Fault fault) {
        standing = fault;
    }

    synchronized void calm() {
        standing = null;
        queued.clear();
        ofUsers.clear();
    }

    synchronized void forUser(String userId, Fault faultOrNull) {
        if (faultOrNull == null) {
            ofUsers.remove(userId);
        } else {
            ofUsers.put(userId, faultOrNull);
        }
    }

    /** The fault of this request: a queued one first, then its user's, then the standing one. It counts as fired. */
    synchronized Optional<Fault> take(String userIdOrNull) {
        var fault = queued.isEmpty() ? ofUsers.getOrDefault(userIdOrNull, standing) : queued.poll();
        if (fault != null) {
            fired.add(fault);
        }
        return Optional.ofNullable(fault);
    }

    synchronized List<Fault> fired() {
        return List.copyOf(fired);
    }

    synchronized List<Fault> queued() {
        return List.copyOf(queued);
    }

    /** Lets go whatever a gate holds. */
    synchronized void releaseGates() {
        fired.forEach(fault -> {
            if (fault instanceof Gate gate) {
                gate.release();
            }
        });
    }
}
