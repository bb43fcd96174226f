package io.sostenuto.operations.operators;

import jakarta.ws.rs.NameBinding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Nobody but an operator comes to such a resource: {@link OperatorFilter} is bound to it, not to a path, which can be
 * written in more than one way.
 */
@NameBinding
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ForOperators {
}
