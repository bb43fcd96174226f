package io.sostenuto.grants.lease;

import io.sostenuto.grants.entity.Snapshot;

import java.util.Optional;
import java.util.function.Function;

/** What became of the write of a leased attempt. */
public sealed interface LeasedWrite {

    /** @return what the function for this kind makes of it: who adds a kind has to say everywhere what becomes of it */
    <T> T fold(Function<Written, T> written, Function<LeaseLost, T> lost, Function<Ended, T> ended);

    /** @param row as it is now; empty where the session has ended */
    static LeasedWrite of(Optional<Snapshot> row, boolean held) {
        return row.<LeasedWrite>map(found -> held ? new Written(found) : new LeaseLost(found)).orElseGet(Ended::new);
    }

    /** The row is as the attempt wanted it, and the lease is given back. */
    record Written(Snapshot row) implements LeasedWrite {
        @Override
        public <T> T fold(Function<Written, T> written, Function<LeaseLost, T> lost, Function<Ended, T> ended) {
            return written.apply(this);
        }
    }

    /** The lease was somebody else's already: nothing was written, and the row is as it is now. */
    record LeaseLost(Snapshot row) implements LeasedWrite {
        @Override
        public <T> T fold(Function<Written, T> written, Function<LeaseLost, T> lost, Function<Ended, T> ended) {
            return lost.apply(this);
        }
    }

    /** The session has ended. */
    record Ended() implements LeasedWrite {
        @Override
        public <T> T fold(Function<Written, T> written, Function<LeaseLost, T> lost, Function<Ended, T> ended) {
            return ended.apply(this);
        }
    }
}
