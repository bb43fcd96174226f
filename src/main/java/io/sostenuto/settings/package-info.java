/**
 * What operators set: every key is checked at the start by {@link io.sostenuto.settings.control.SettingsReader}, and handed on
 * as a value. Nothing is below this room.
 */
package io.sostenuto.settings;
