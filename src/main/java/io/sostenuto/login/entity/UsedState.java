package io.sostenuto.login.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import java.time.Instant;

/** A login's {@code state} that has been used; only its hash is kept, and only while it could be replayed. */
@Entity
@Table(name = "used_states")
public class UsedState {

    @Id
    @Column(name = "state_hash")
    private String stateHash;
    @Column(name = "used_at")
    private Instant usedAt;

    protected UsedState() {
    }
}
