/**
 * Renews one grant, once: {@link io.sostenuto.renewals.attempt.Renewals} lets one caller do it and the others wait, and a refresh
 * token is risked only when its successor can be stored.
 *
 * <ul>
 * <li>{@code attempt}: from the lease to the durable grant, steps 4 to 6 of a token request
 * <li>{@code late}: what came when the database was away
 * <li>{@code incident}: when Spotify refuses good grants, a refusal says nothing
 * </ul>
 */
package io.sostenuto.renewals;
