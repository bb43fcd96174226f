package io.sostenuto.grants.entity;

/** Why a session is over for good. */
public enum EndReason {
    LOGOUT, REPLACED, QUARANTINE_OVER, OPERATOR
}
