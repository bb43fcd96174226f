package io.sostenuto.bench;

import java.time.Duration;

/**
 * How large each row of the table is.
 *
 * @param listeners who log in for the row of the embedded database
 * @param live      live sessions of the row about memory
 * @param few       rows of the small database
 * @param many      rows of the large database
 * @param old       rows that the upkeep clears away, 1,000 to 4,000 a second beside a load
 * @param renewals  sessions that have to be renewed
 * @param logins   of the first listeners of a node's life
 * @param due      sessions that are renewed beside a peer
 * @param young    how often each of them is, until the node is warm
 * @param alone     renewals one after the other
 * @param callers   on one session
 * @param waiting   sessions that wait for a slow Spotify
 * @param slowness  how long that takes
 */
record Sizes(int listeners, int live, int few, int many, int old, int renewals, int logins, int due, int young, int alone, int callers, int waiting,
             Duration slowness) {

    static final Sizes OF_THE_TABLE = new Sizes(50, 100_000, 1_000, 1_000_000, 1_000_000, 2_000, 300, 700, 5, 300, 1_000, 2_000,
            Duration.ofSeconds(8));
    /** Enough to see that it works. */
    static final Sizes TINY = new Sizes(3, 40, 20, 1_000, 200_000, 40, 3, 5, 1, 5, 20, 20, Duration.ofSeconds(4));
}
