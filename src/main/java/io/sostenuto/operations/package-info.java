/**
 * What operators see and do: their API, how a node starts and ends, what recurs, health and metrics.
 *
 * <p>Nothing depends on this room.
 */
package io.sostenuto.operations;
