/**
 * Issuers of JWTs, of whomever they tell: their keys, from an address or a file.
 *
 * <p>What a token has to say is for those to know who ask here.
 */
package io.sostenuto.issuers;
