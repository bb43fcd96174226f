/**
 * What operators set: every key is read once, by {@link io.sostenuto.settings.entity.SettingsReader}, checked at the start, and
 * handed on as a value. Nothing is below this room.
 */
package io.sostenuto.settings;
