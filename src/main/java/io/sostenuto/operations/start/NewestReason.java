package io.sostenuto.operations.start;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Why something that is tried again and again does not succeed: told when it is another reason than the one before, and
 * each reason once in {@link #PAUSE}, where two of them take turns.
 */
final class NewestReason {

    static final Duration PAUSE = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private final Map<String, Long> told = new HashMap<>();
    private String last = "";

    /** @param nanos the monotonic clock */
    NewestReason(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @return the words, where they are to be told now */
    Optional<String> tell(String words) {
        var reason = words.replaceAll("\\d+", "#"); // a number that counts makes no other reason
        told.values().removeIf(time -> nanos.getAsLong() - time >= PAUSE.toNanos());
        if (reason.equals(last) || told.containsKey(reason)) {
            return Optional.empty();
        }
        told.put(reason, nanos.getAsLong());
        last = reason;
        return Optional.of(words);
    }
}
