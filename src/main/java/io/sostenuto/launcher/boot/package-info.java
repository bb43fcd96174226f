/** What has to be so before the server runs, in the order in which {@code Sostenuto} says it, and the server's start. */
package io.sostenuto.launcher.boot;
