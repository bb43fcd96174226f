package io.sostenuto.sessions.entity;

/** A session was ended on this node; what it has of it in memory goes. */
public record SessionEnded(GrantCopy copy, End reason) {

    public SessionId session() {
        return copy.session();
    }
}
