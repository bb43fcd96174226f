package io.sostenuto.sessions.entity;

import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.SessionId;

/** A session is being ended on this node; what it has of it in memory goes, also where the end cannot be stored. */
public record SessionEnded(GrantCopy copy, EndReason reason) {

    public SessionId session() {
        return copy.session();
    }
}
