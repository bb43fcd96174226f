package io.sostenuto.grants.entity;

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
public class Grant implements Cloneable {

    /** Six months from the authorization, as advice. */
    public static final Duration REAUTHORIZE_AFTER = Duration.ofDays(180);

    @Id
    private String id;
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

    protected Grant() {
    }

    /** A row for a session that has none yet: generation as in the copy, no access token, version 0. */
    public Grant(GrantCopy copy) {
        this.id = copy.session().value();
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

    public SessionId id() {
        return new SessionId(id);
    }

    public SealedTokens sealed() {
        return sealed;
    }

    public TokenLife life() {
        return life;
    }

    public Quarantine quarantine() {
        return quarantine;
    }

    public int version() {
        return life.version();
    }

    public int generation() {
        return sealed.generation();
    }

    public String scope() {
        return scope;
    }

    public Optional<SpotifyUser> user() {
        return Optional.ofNullable(spotifyUser).map(name -> new SpotifyUser(name, Optional.ofNullable(displayName)));
    }

    public Optional<String> device() {
        return Optional.ofNullable(device);
    }

    public Instant authorizedAt() {
        return authorizedAt;
    }

    public Instant reauthorizeBy() {
        return authorizedAt.plus(REAUTHORIZE_AFTER);
    }

    /**
     * @return whether the last refresh brought no new refresh token. The release before left its mark on a row that was
     * rotated later; no rotation can have made it untrue on a first generation only
     */
    public boolean tokenKept() {
        return keptGeneration == null ? tokenKept && generation() == 1 : keptGeneration == generation();
    }

    /** @return the last generation that was refreshed without a new refresh token */
    public Optional<Integer> keptGeneration() {
        return Optional.ofNullable(keptGeneration);
    }

    public Optional<SuspensionReason> suspension() {
        return quarantine.suspension();
    }

    public boolean inIncident() {
        return quarantine.inIncident();
    }

    /** @return whether it could hand out tokens: neither ended, nor refused for a reason of its own */
    public boolean isUsable() {
        return !ended() && !quarantine.closes();
    }

    public boolean ended() {
        return endedAt != null;
    }

    public EarlyRenewals earlyRenewals() {
        return new EarlyRenewals(earlyRenewalsUntil);
    }

    /** @return a row like this one, as the holder of this lease knows it; whoever changes it leaves this one as it is */
    public Grant under(long leaseFence) {
        var copy = copy();
        copy.fence = leaseFence;
        return copy;
    }

    /** @return a row like this one; whoever changes it leaves this one as it is, since what is embedded is never changed */
    Grant copy() {
        try {
            return (Grant) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public long fence() {
        return fence;
    }
}
