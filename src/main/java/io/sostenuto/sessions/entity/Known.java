package io.sostenuto.sessions.entity;

/** A row as it was when its token was handed out. @param changes as this process counted them when it was read */
public record Known(Glance glance, long changes) {
}
