/**
 * The grants of the application's users, who have no cookie: the row is the only copy, and a pointer leads to it. A pointer is
 * moved in the transaction that ends what it led to.
 */
package io.sostenuto.grants.store.link;
