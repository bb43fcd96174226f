/**
 * {@code bin/sostenuto build}: a node lives through a short day against a Spotify of our own, and leaves an archive of the
 * classes that it used, with which the next ones start sooner. A JVM goes without an archive that does not fit
 * and says nothing, and crashes at one that is cut off: so each start looks at it first. Nothing of this runs in a node.
 */
package io.sostenuto.launcher.archive;
