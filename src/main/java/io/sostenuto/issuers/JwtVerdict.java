package io.sostenuto.issuers;

import org.jose4j.jwt.JwtClaims;

import java.util.function.Function;
import java.util.function.Supplier;

/** What a token is worth. */
public sealed interface JwtVerdict {

    /** @return what the function for this kind makes of it */
    <T> T fold(Function<JwtClaims, T> good, Supplier<T> bad, Supplier<T> noKeys);

    /** All of it is as it was expected to be. */
    record Good(JwtClaims claims) implements JwtVerdict {
        @Override
        public <T> T fold(Function<JwtClaims, T> good, Supplier<T> bad, Supplier<T> noKeys) {
            return good.apply(claims);
        }

        @Override
        public String toString() {
            return "Good[***]";
        }
    }

    /** Too long, malformed, over, not signed by one of the keys, or not what was expected. */
    record Bad() implements JwtVerdict {
        @Override
        public <T> T fold(Function<JwtClaims, T> good, Supplier<T> bad, Supplier<T> noKeys) {
            return bad.get();
        }
    }

    /** Its issuer's keys were never fetched, and cannot be at the moment. */
    record NoKeys() implements JwtVerdict {
        @Override
        public <T> T fold(Function<JwtClaims, T> good, Supplier<T> bad, Supplier<T> noKeys) {
            return noKeys.get();
        }
    }
}
