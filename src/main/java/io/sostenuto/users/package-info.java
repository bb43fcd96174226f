/**
 * The application's own users: who one is by the token of an issuer, the grants that belong to him instead of to a browser,
 * and how such a grant is linked.
 *
 * <p>Off until {@code sostenuto.users.issuer} is set.
 */
package io.sostenuto.users;
