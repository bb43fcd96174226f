package io.sostenuto.users.control;

import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.storage.time.Moment;
import io.sostenuto.users.entity.UserVerdict;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The users whose tokens were judged a short while ago: a page asks often with the same token, and a signature takes longer
 * to check than all the rest. A key that its issuer withdraws is trusted for that long on.
 */
final class KnownUsers {

    private static final int MOST = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Of a token, which is not kept itself. */
    record Digest(ByteBuffer octets) {
        @Override
        public String toString() {
            return "Digest[***]";
        }
    }

    private record Kept(UserVerdict.Known verdict, Moment since) {
    }

    private final DatabaseClock clock;
    private final Map<Digest, Kept> last = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Kept> eldest) {
            return size() > MOST;
        }
    };

    KnownUsers(DatabaseClock clock) {
        this.clock = clock;
    }

    static Digest digest(String jwt) {
        try {
            return new Digest(ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(jwt.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    /** @return the same */
    synchronized UserVerdict.Known keep(Digest token, UserVerdict.Known verdict) {
        last.remove(token);
        last.put(token, new Kept(verdict, clock.here()));
        return verdict;
    }

    /** @return who it was, for five minutes and until the token is over */
    synchronized Optional<UserVerdict> find(Digest token) {
        var kept = last.get(token);
        if (kept == null) {
            return Optional.empty();
        }
        if (kept.since().ago().compareTo(LONGEST) >= 0 || !kept.verdict().expiry().isAfter(clock.now())) {
            last.remove(token);
            return Optional.empty();
        }
        return Optional.of(kept.verdict());
    }
}
