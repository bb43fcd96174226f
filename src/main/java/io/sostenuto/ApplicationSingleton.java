package io.sostenuto;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The application has one object of this class. Unlike an {@code @ApplicationScoped} bean it is injected itself, without a proxy, so
 * that it needs no second constructor; two of them cannot need each other.
 */
@Stereotype
@Singleton
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ApplicationSingleton {
}
