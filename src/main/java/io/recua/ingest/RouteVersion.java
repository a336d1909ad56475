package io.recua.ingest;

/** Identifies the route files: the steps of a route can change the rows of a load. */
@FunctionalInterface
public interface RouteVersion {

    /** Returns the same text until a route file changes. */
    String get();
}
