package io.sostenuto.web.boundary;

import jakarta.servlet.http.HttpServletRequest;

/** The page that asks before a link, and its button: the one form that the product has. */
final class ConnectAddress {

    private static final String PATH = "/api/connect/";

    private ConnectAddress() {
    }

    /** Written in another way it is a call like any other, and gets less. */
    static boolean is(HttpServletRequest request) {
        return request.getRequestURI().startsWith(request.getContextPath() + PATH);
    }
}
