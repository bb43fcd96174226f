package io.sostenuto.renewals.entity;

/** A refresh attempt is over. {@code outcome} is {@code renewed}, {@code login_required}, {@code ended}, or the code of the problem. */
public record RefreshEnded(String outcome) {
}
