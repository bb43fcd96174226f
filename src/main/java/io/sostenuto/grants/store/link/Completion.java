package io.sostenuto.grants.store.link;

import io.sostenuto.grants.entity.GrantCopy;

import java.util.Optional;
import java.util.function.Function;

/** What became of a code that somebody wants to complete a link with; it is spent in each case. */
public sealed interface Completion {

    /** @return what the function for this kind makes of it: who adds a kind has to say everywhere what becomes of it */
    <T> T fold(Function<Linked, T> linked, Function<Foreign, T> foreign, Function<Over, T> over);

    /** @param replaced the earlier grant of the same owner, which has ended with it */
    record Linked(GrantCopy grant, Optional<GrantCopy> replaced) implements Completion {
        @Override
        public <T> T fold(Function<Linked, T> linked, Function<Foreign, T> foreign, Function<Over, T> over) {
            return linked.apply(this);
        }
    }

    /** Another user has begun it. */
    record Foreign() implements Completion {
        @Override
        public <T> T fold(Function<Linked, T> linked, Function<Foreign, T> foreign, Function<Over, T> over) {
            return foreign.apply(this);
        }
    }

    /** It is no code, or was spent, or came too late, or by another address. */
    record Over() implements Completion {
        @Override
        public <T> T fold(Function<Linked, T> linked, Function<Foreign, T> foreign, Function<Over, T> over) {
            return over.apply(this);
        }
    }
}
