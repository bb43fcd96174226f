/**
 * What the product costs beside what the platform costs: real processes under load, compared within one run, and JMH for
 * the parts. {@code mvn verify -Pbench} measures and prints the table; {@code -Dbench.rows=hot,herd} a part of it,
 * {@code -Dbench.runs}, {@code -Dbench.seconds}, {@code -Dbench.warmup} and {@code -Dbench.jvm} how,
 * {@code -Dbench.strict=true} fails where a target is missed.
 */
package io.sostenuto.bench;
