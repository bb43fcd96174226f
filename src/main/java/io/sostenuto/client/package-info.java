/**
 * A client in Java, for a program that has the cookie of a session: {@link io.sostenuto.client.SostenutoClient} for
 * MicroProfile REST Client 3.0, what it is answered as records, and a refusal as an exception that says what to do; and
 * {@link io.sostenuto.client.TokenExchange} for a backend. No access token, no cookie and no secret is ever printed.
 *
 * <p>It is in the jar with the classifier {@code client} only, never in the WAR: the product does not know it, and it
 * knows nothing of the product but the contract. A page in a browser does not come here; it takes the module
 * {@code token/token-source.js}.
 */
package io.sostenuto.client;
