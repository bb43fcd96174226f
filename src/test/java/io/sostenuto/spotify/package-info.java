/**
 * A stand-in for Spotify on the loopback: the accounts service, the part of the Web API that a player needs, and a
 * Web Playback SDK that plays invented tracks in silence. It behaves as Spotify's documentation and the reports of
 * its users say (the statements S1 to S18), misbehaves on demand (the faults F1 to F33), and logs every presentation
 * of a credential, so that a test can tell what really reached "Spotify".
 *
 * <p>It needs nothing but the JDK, listens on 127.0.0.1 only and is never part of the product. Everything was
 * written from published facts; nothing is Spotify's. Tests start at {@link SpotifyStandIn} or with the
 * {@link SpotifyStandInExtension}, other processes at {@link Main}, people at {@link Demo}. All but the demo is in
 * {@code sostenuto-spotify-stand-in.jar}, for everybody's tests.
 */
package io.sostenuto.spotify;
