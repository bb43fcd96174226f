/**
 * What operators set and see: configuration checked at start, health, metrics, migrations, upkeep.
 *
 * <p>Every key of the configuration is read in {@link io.sostenuto.operations.entity.SettingsReader} and nowhere else.
 */
package io.sostenuto.operations;
