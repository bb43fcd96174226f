package io.sostenuto.grants.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The row of a session: its grant and its access token, both sealed, and whether it has ended. An ended row is a
 * tombstone: no tokens, and it beats every cookie.
 */
@Entity
@Table(name = "grants")
public class Grant implements Cloneable {

    /** A grant that Spotify refused is kept so long, closed to everybody; then the session ends for good. */
    public static final Duration QUARANTINE = Duration.ofHours(72);
    /** Six months from the authorization, as advice. */
    public static final Duration REAUTHORIZE_AFTER = Duration.ofDays(180);

    @Id
    private String id;
    private int version;
    private int generation;
    @Column(name = "refresh_token")
    private String refreshToken;
    @Column(name = "previous_refresh_token")
    private String previousRefreshToken;
    @Column(name = "access_token")
    private String accessToken;
    @Column(name = "access_issued_at")
    private Instant accessIssuedAt;
    @Column(name = "access_expires_at")
    private Instant accessExpiresAt;
    private String scope;
    @Column(name = "spotify_user")
    private String spotifyUser;
    @Column(name = "display_name")
    private String displayName;
    @Column(name = "authorized_at")
    private Instant authorizedAt;
    @Column(name = "token_kept")
    private boolean tokenKept;
    @Column(name = "kept_generation")
    private Integer keptGeneration;
    @Column(name = "suspended_at")
    private Instant suspendedAt;
    @Enumerated(EnumType.STRING)
    private SuspensionReason suspension;
    @Column(name = "in_incident")
    private boolean inIncident;
    @Column(name = "ended_at")
    private Instant endedAt;
    @Enumerated(EnumType.STRING)
    @Column(name = "end_reason")
    private EndReason end;
    @Column(name = "early_renewals_until")
    private Instant earlyRenewalsUntil;
    @Column(name = "sealed_with")
    private String sealedWith;
    private String device;
    private long fence;

    protected Grant() {
    }

    /** A row for a session that has none yet: generation as in the copy, no access token, version 0. */
    public Grant(GrantCopy copy) {
        this.id = copy.session().value();
        this.generation = copy.generation();
        this.scope = copy.scope();
        this.authorizedAt = copy.authorizedAt();
        if (copy.tokenKept()) {
            keepToken(copy.generation());
        }
        this.earlyRenewalsUntil = EarlyRenewals.UNUSED.until();
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
        this.refreshToken = sealedRefreshToken;
        noteKeys();
    }

    /** A newer generation: it replaces the current one, of which neither a refusal nor a kept token says anything. */
    public void advance(int newGeneration, String sealedRefreshToken, String previous, String resealedAccessToken) {
        this.generation = newGeneration;
        this.tokenKept = tokenKept();
        this.refreshToken = sealedRefreshToken;
        this.previousRefreshToken = previous;
        this.accessToken = resealedAccessToken;
        noteKeys();
        reinstate();
    }

    /** The same tokens, sealed with another key. */
    public void sealAnew(String refresh, String previous, String access) {
        this.refreshToken = refresh;
        this.previousRefreshToken = previous;
        this.accessToken = access;
        noteKeys();
    }

    /** Which keys close this row can be counted without opening it. */
    private void noteKeys() {
        this.sealedWith = Stream.of(refreshToken, previousRefreshToken, accessToken).filter(Objects::nonNull)
                .map(sealed -> sealed.substring(0, sealed.indexOf('.'))).distinct().sorted()
                .collect(Collectors.joining(","));
    }

    /** A caller had it renewed before it was due. */
    public void countEarlyRenewal(Instant now) {
        this.earlyRenewalsUntil = earlyRenewals().used(now).until();
    }

    /** A new access token: the version rises. */
    public void issue(String sealedAccessToken, Instant issuedAt, Duration life, String grantedScope) {
        this.version++;
        this.accessToken = sealedAccessToken;
        this.accessIssuedAt = issuedAt;
        this.accessExpiresAt = issuedAt.plus(life);
        this.scope = grantedScope;
        noteKeys();
        reinstate();
    }

    /** Spotify refreshed this generation without a new refresh token: the same one may be presented again. */
    public void keepToken(int presentedGeneration) {
        this.keptGeneration = presentedGeneration;
        this.tokenKept = tokenKept();
    }

    public void suspend(SuspensionReason reason, Instant at, boolean incident) {
        this.suspension = reason;
        this.suspendedAt = suspendedAt == null ? at : suspendedAt;
        this.inIncident = incident;
    }

    public void reinstate() {
        this.suspension = null;
        this.suspendedAt = null;
        this.inIncident = false;
    }

    /** The end: the tokens go, the row stays as a tombstone. The first reason stands. */
    public void end(EndReason reason, Instant at) {
        if (endedAt == null) {
            this.endedAt = at;
            this.end = reason;
        }
        this.refreshToken = null;
        this.previousRefreshToken = null;
        this.accessToken = null;
        this.displayName = null;
        this.device = null;
        this.sealedWith = null;
    }

    public SessionId id() {
        return new SessionId(id);
    }

    public int version() {
        return version;
    }

    public int generation() {
        return generation;
    }

    public Optional<String> sealedRefreshToken() {
        return Optional.ofNullable(refreshToken);
    }

    public Optional<String> sealedPreviousRefreshToken() {
        return Optional.ofNullable(previousRefreshToken);
    }

    public Optional<String> sealedAccessToken() {
        return Optional.ofNullable(accessToken);
    }

    public Instant accessIssuedAt() {
        return accessIssuedAt;
    }

    public Instant accessExpiresAt() {
        return accessExpiresAt;
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
        return keptGeneration == null ? tokenKept && generation == 1 : keptGeneration == generation;
    }

    /** @return the last generation that was refreshed without a new refresh token, or null */
    public Integer keptGeneration() {
        return keptGeneration;
    }

    public Optional<SuspensionReason> suspension() {
        return Optional.ofNullable(suspension);
    }

    /** @return since when it is suspended, or null */
    public Instant suspendedAt() {
        return suspendedAt;
    }

    /** @return the ids of the keys that close its columns, with commas between them, or null */
    public String sealedWith() {
        return sealedWith;
    }

    public boolean inIncident() {
        return inIncident;
    }

    /** @return whether it could hand out tokens: neither ended, nor refused for a reason of its own */
    public boolean isUsable() {
        return !ended() && (suspension == null || inIncident);
    }

    /** @return whether the quarantine of a refused grant is over, so that the session ends */
    public boolean quarantineIsOver(Instant now) {
        return suspendedAt != null && suspendedAt.plus(QUARANTINE).isBefore(now);
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

    /** @return a row like this one; whoever changes it leaves this one as it is */
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
