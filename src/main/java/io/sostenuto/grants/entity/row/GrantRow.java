package io.sostenuto.grants.entity.row;

import io.sostenuto.grants.entity.EarlyRenewals;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.settings.entity.AppName;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The row of a session: its grant and its access token, both sealed, and whether it has ended. An ended row is a
 * tombstone: no tokens, and it beats every cookie.
 */
@Entity
@Table(name = "grants")
public class GrantRow implements Grant, Cloneable {

    @Id
    private String id;
    /** Null for the default one, as in rows that are older than this column. */
    private String app;
    @Embedded
    private SealedTokens sealed;
    @Embedded
    private TokenLife life;
    @Embedded
    private Quarantine quarantine;
    private String scope;
    @Column(name = "spotify_user")
    private String spotifyUser;
    @Column(name = "display_name")
    private String displayName;
    private String device;
    /** Both null where it is a browser's. */
    @Column(name = "owner_issuer")
    private String ownerIssuer;
    @Column(name = "owner_subject")
    private String ownerSubject;
    @Column(name = "authorized_at")
    private Instant authorizedAt;
    @Column(name = "token_kept")
    private boolean tokenKept;
    @Column(name = "kept_generation")
    private Integer keptGeneration;
    @Column(name = "early_renewals_until")
    private Instant earlyRenewalsUntil;
    @Column(name = "ended_at")
    private Instant endedAt;
    @Enumerated(EnumType.STRING)
    @Column(name = "end_reason")
    private EndReason end;
    private long fence;

    protected GrantRow() {
    }

    /** A row for a session that has none yet: generation as in the copy, no access token, version 0. */
    public GrantRow(GrantCopy copy) {
        this.id = copy.session().value();
        this.app = copy.app().isDefault() ? null : copy.app().value();
        this.sealed = SealedTokens.none(copy.generation());
        this.life = new TokenLife();
        this.quarantine = new Quarantine();
        this.scope = copy.scope();
        this.authorizedAt = copy.authorizedAt();
        this.earlyRenewalsUntil = EarlyRenewals.UNUSED.until();
        if (copy.tokenKept()) {
            keepToken(copy.generation());
        }
        copy.user().ifPresent(this::belongsTo);
    }

    /** @param name as a person calls it */
    public void openedOn(Optional<String> name) {
        this.device = name.orElse(null);
    }

    public void belongsTo(SpotifyUser user) {
        this.spotifyUser = user.id();
        this.displayName = user.displayName().orElse(null);
    }

    /** It is not a browser's, but a user's of the application. */
    public void ownedBy(Owner owner) {
        this.ownerIssuer = owner.issuer();
        this.ownerSubject = owner.subject();
    }

    /** The refresh token of the current generation, sealed. */
    public void hold(String sealedRefreshToken) {
        this.sealed = sealed.withRefreshToken(sealedRefreshToken);
    }

    /** A newer generation: it replaces the current one, of which neither a refusal nor a kept token says anything. */
    public void advance(SealedTokens newer) {
        this.sealed = newer;
        this.tokenKept = tokenKept();
        reinstate();
    }

    /** The same tokens, sealed with another key. */
    public void sealAnew(SealedTokens same) {
        this.sealed = same;
    }

    /** A caller had it renewed before it was due. */
    public void countEarlyRenewal(Instant now) {
        this.earlyRenewalsUntil = earlyRenewals().used(now).until();
    }

    /** A new access token: the version rises. */
    public void issue(String sealedAccessToken, Instant issuedAt, Duration lives, String grantedScope) {
        this.sealed = sealed.withAccessToken(sealedAccessToken);
        this.life = life.next(issuedAt, lives);
        this.scope = grantedScope;
        reinstate();
    }

    /** Spotify refreshed this generation without a new refresh token: the same one may be presented again. */
    public void keepToken(int presentedGeneration) {
        this.keptGeneration = presentedGeneration;
        this.tokenKept = tokenKept();
    }

    public void suspend(SuspensionReason reason, Instant at, boolean incident) {
        this.quarantine = quarantine.refused(reason, at, incident);
    }

    public void reinstate() {
        this.quarantine = new Quarantine();
    }

    /** The end: the tokens go, the row stays as a tombstone. The first reason stands. */
    public void end(EndReason reason, Instant at) {
        if (endedAt == null) {
            this.endedAt = at;
            this.end = reason;
        }
        this.sealed = SealedTokens.none(generation());
        this.displayName = null;
        this.device = null;
    }

    @Override
    public SessionId id() {
        return new SessionId(id);
    }

    @Override
    public AppName app() {
        return AppName.orDefault(app);
    }

    @Override
    public SealedTokens sealed() {
        return sealed;
    }

    @Override
    public TokenLife life() {
        return life;
    }

    @Override
    public Quarantine quarantine() {
        return quarantine;
    }

    @Override
    public String scope() {
        return scope;
    }

    @Override
    public Optional<SpotifyUser> user() {
        return Optional.ofNullable(spotifyUser).map(name -> new SpotifyUser(name, Optional.ofNullable(displayName)));
    }

    @Override
    public Optional<String> device() {
        return Optional.ofNullable(device);
    }

    @Override
    public Instant authorizedAt() {
        return authorizedAt;
    }

    @Override
    public boolean tokenKept() {
        return keptGeneration == null ? tokenKept && generation() == 1 : keptGeneration == generation();
    }

    @Override
    public Optional<Integer> keptGeneration() {
        return Optional.ofNullable(keptGeneration);
    }

    @Override
    public boolean ended() {
        return endedAt != null;
    }

    @Override
    public Optional<EndReason> endReason() {
        return Optional.ofNullable(end);
    }

    @Override
    public EarlyRenewals earlyRenewals() {
        return new EarlyRenewals(earlyRenewalsUntil);
    }

    @Override
    public long fence() {
        return fence;
    }

    @Override
    public GrantRow under(long leaseFence) {
        var copy = copy();
        copy.fence = leaseFence;
        return copy;
    }

    /** What is embedded is never changed: both share it. */
    @Override
    public GrantRow copy() {
        try {
            return (GrantRow) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
