/**
 * What is told to those who watch: events for the audit log, occurrences for the metrics, and how much of it anybody can
 * cause from outside. Who tells does not know who listens.
 */
package io.sostenuto.audit;
