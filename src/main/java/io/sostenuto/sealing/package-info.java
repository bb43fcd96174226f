/**
 * What leaves memory is closed: keys, {@link io.sostenuto.sealing.control.Seal}, open. Nothing else knows Tink.
 */
package io.sostenuto.sealing;
