package io.sostenuto.grants.entity.row;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tokens of one generation, sealed, and the keys that close them. A value: a change is another one. */
@Embeddable
public class SealedTokens {

    private int generation;
    @Column(name = "refresh_token")
    private String refreshToken;
    @Column(name = "previous_refresh_token")
    private String previousRefreshToken;
    @Column(name = "access_token")
    private String accessToken;
    @Column(name = "sealed_with")
    private String keys;

    protected SealedTokens() {
    }

    private SealedTokens(int generation) {
        this.generation = generation;
    }

    public SealedTokens(int generation, Optional<String> refreshToken, Optional<String> previousRefreshToken, Optional<String> accessToken) {
        this.generation = generation;
        this.refreshToken = refreshToken.orElse(null);
        this.previousRefreshToken = previousRefreshToken.orElse(null);
        this.accessToken = accessToken.orElse(null);
        this.keys = Stream.of(refreshToken, previousRefreshToken, accessToken).flatMap(Optional::stream)
                .map(sealed -> sealed.substring(0, sealed.indexOf('.'))).distinct().sorted()
                .collect(Collectors.joining(","));
    }

    /** @return a generation without a token */
    static SealedTokens none(int generation) {
        return new SealedTokens(generation);
    }

    SealedTokens withRefreshToken(String sealed) {
        return new SealedTokens(generation, Optional.of(sealed), previousRefreshToken(), accessToken());
    }

    SealedTokens withAccessToken(String sealed) {
        return new SealedTokens(generation, refreshToken(), previousRefreshToken(), Optional.of(sealed));
    }

    public int generation() {
        return generation;
    }

    public Optional<String> refreshToken() {
        return Optional.ofNullable(refreshToken);
    }

    public Optional<String> previousRefreshToken() {
        return Optional.ofNullable(previousRefreshToken);
    }

    public Optional<String> accessToken() {
        return Optional.ofNullable(accessToken);
    }

    /** @return the ids of the keys, with commas between them: whose keys close a row can be counted without opening it */
    public Optional<String> keys() {
        return Optional.ofNullable(keys);
    }
}
