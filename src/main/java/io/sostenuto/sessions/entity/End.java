package io.sostenuto.sessions.entity;

/** Why a session is over for good. */
public enum End {
    LOGOUT, REPLACED, QUARANTINE_OVER, OPERATOR
}
