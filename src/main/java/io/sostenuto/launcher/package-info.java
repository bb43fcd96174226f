/**
 * The runnable jar's main class: checks the configuration before the server boots, points the server's default data
 * source at the database, and turns a failed start into an exit status. It is in {@code target/sostenuto.jar} and
 * {@code target/sostenuto.zip}, what Payara Server needs of it in {@code target/sostenuto-server.jar} too, and never in the WAR.
 */
package io.sostenuto.launcher;
