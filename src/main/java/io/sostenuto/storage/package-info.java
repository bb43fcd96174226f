/**
 * The database: {@link io.sostenuto.storage.control.DatabaseGate} is the only way in, because it bounds the wait and knows
 * whether the database is there. Beside it stand its schema, its clock and the product's threads.
 *
 * <p>Nothing here knows what a grant is.
 */
package io.sostenuto.storage;
