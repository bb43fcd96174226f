/**
 * The grant: what is known of it, its two copies in cookie and journal, and who may write its row.
 *
 * <ul>
 * <li>{@code entity}: the row, its copies, leases and tokens
 * <li>{@code store}: the one that reads and writes rows, and seals what is secret in them
 * <li>{@code lease}: one node at a time presents a grant's refresh token; a fencing token keeps late writes out
 * <li>{@code journal}: what Spotify has answered and the database does not have yet
 * <li>{@code freshness}: whether what this node remembers of a row is still so
 * </ul>
 */
package io.sostenuto.grants;
