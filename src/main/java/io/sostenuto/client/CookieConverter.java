package io.sostenuto.client;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** How a {@link SessionCookie} becomes a header, although it does not print itself. */
public final class CookieConverter implements ParamConverterProvider, ParamConverter<SessionCookie> {

    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        return type == SessionCookie.class ? (ParamConverter<T>) this : null;
    }

    @Override
    public String toString(SessionCookie cookie) {
        return cookie.header();
    }

    @Override
    public SessionCookie fromString(String header) {
        return SessionCookie.setBy(header).orElseThrow(() -> new IllegalArgumentException("Not a session's cookie"));
    }
}
