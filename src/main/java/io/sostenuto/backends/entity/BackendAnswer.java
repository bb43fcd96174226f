package io.sostenuto.backends.entity;

import io.sostenuto.tokens.entity.TokenResult;

import java.util.function.Function;
import java.util.function.Supplier;

/** What a backend is told. */
public sealed interface BackendAnswer {

    /** @return what the function for this kind makes of it */
    <T> T fold(Function<TokenResult.Served, T> token, Supplier<T> ended, Function<OAuthError, T> error);

    /** An access token of the user's. */
    record Token(TokenResult.Served served) implements BackendAnswer {
        @Override
        public <T> T fold(Function<TokenResult.Served, T> token, Supplier<T> ended, Function<OAuthError, T> error) {
            return token.apply(served);
        }
    }

    /** The user's grant is ended, or there was none. */
    record Ended() implements BackendAnswer {
        @Override
        public <T> T fold(Function<TokenResult.Served, T> token, Supplier<T> ended, Function<OAuthError, T> error) {
            return ended.get();
        }
    }

    /** Nothing was handed out, and nothing is known to be ended. */
    record Failed(OAuthError why) implements BackendAnswer {
        @Override
        public <T> T fold(Function<TokenResult.Served, T> token, Supplier<T> ended, Function<OAuthError, T> error) {
            return error.apply(why);
        }
    }
}
