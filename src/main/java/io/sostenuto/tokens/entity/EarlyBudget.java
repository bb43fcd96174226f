package io.sostenuto.tokens.entity;

import io.sostenuto.grants.entity.SessionId;

import java.time.Duration;

/** How often somebody may have a session's token renewed before it is due, apart from what the session's own pages may. */
@FunctionalInterface
public interface EarlyBudget {

    /** @return how long to wait for the next one; zero where there was one, which is taken */
    Duration take(SessionId session);
}
