package io.sostenuto.bench.empty;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Where the resources of the empty server lie. */
@ApplicationPath("/api")
public class EmptyApplication extends Application {
}
