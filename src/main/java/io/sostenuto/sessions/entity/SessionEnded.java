package io.sostenuto.sessions.entity;

/** A session is being ended on this node; what it has of it in memory goes, also where the end cannot be stored. */
public record SessionEnded(GrantCopy copy, End reason) {

    public SessionId session() {
        return copy.session();
    }
}
