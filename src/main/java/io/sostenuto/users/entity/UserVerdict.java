package io.sostenuto.users.entity;

import java.time.Instant;

/** What a user token is worth. */
public sealed interface UserVerdict {

    /** @param expiry of the token, without leeway */
    record Known(AppUser user, Instant expiry) implements UserVerdict {
    }

    /** Expired, of another issuer or audience, not signed by a key of the issuer, malformed or too long. */
    record Bad() implements UserVerdict {
    }

    /** No key of the issuer could be fetched yet. */
    record NoKeys() implements UserVerdict {
    }
}
