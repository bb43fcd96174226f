package io.sostenuto.operations.operators;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.issuers.IssuerUnavailable;
import io.sostenuto.operations.operators.OperatorTokens.Caller;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;

import java.security.Principal;
import java.time.Duration;
import java.util.Optional;

/**
 * Nobody but an operator comes to a resource that is {@link ForOperators}; and where no key and issuer for operators'
 * tokens are configured, there is nothing.
 */
@Provider
@ForOperators
public class OperatorFilter implements ContainerRequestFilter {

    private static final String SCHEME = "Bearer ";
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    @Inject
    private OperatorTokens tokens;
    @Inject
    private ProblemAnswer problems;
    @Inject
    private Event<AuditEvent> audit;

    @Override
    public void filter(ContainerRequestContext request) {
        if (!tokens.isConfigured()) {
            request.abortWith(problems.of(Problem.NOT_FOUND));
            return;
        }
        Optional<Caller> caller;
        try {
            caller = caller(request);
        } catch (IssuerUnavailable away) {
            request.abortWith(problems.of(Problem.ISSUER_UNAVAILABLE, Optional.of(TRY_AGAIN), Optional.empty()));
            return;
        }
        admit(caller, request);
    }

    private Optional<Caller> caller(ContainerRequestContext request) {
        return Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .flatMap(header -> tokens.caller(header.substring(SCHEME.length()).strip()));
    }

    private void admit(Optional<Caller> caller, ContainerRequestContext request) {
        if (caller.filter(Caller::isOperator).isEmpty()) {
            audit.fire(new AuditEvent(AuditEvent.Kind.ADMIN_REFUSED, Optional.empty(), caller.map(Caller::name),
                    Optional.of(caller.isEmpty() ? "no valid token" : "not in the role")));
            request.abortWith(refusal(caller.isEmpty()));
            return;
        }
        request.setSecurityContext(new Admitted(caller.get().name()));
    }

    private Response refusal(boolean unknown) {
        var answer = problems.of(Problem.NOT_AN_OPERATOR, unknown ? 401 : 403);
        return unknown ? Response.fromResponse(answer)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"sostenuto\"").build() : answer;
    }

    /** The operator behind a request that was admitted. */
    private record Admitted(String name) implements SecurityContext {

        @Override
        public Principal getUserPrincipal() {
            return () -> name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return OperatorTokens.ROLE.equals(role);
        }

        @Override
        public boolean isSecure() {
            return true;
        }

        @Override
        public String getAuthenticationScheme() {
            return "MP-JWT";
        }
    }
}
