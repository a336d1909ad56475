package io.recua.lease;

/**
 * The exclusive right to work on a resource, until the lease is released or expires.
 *
 * @param name the name of the resource
 * @param fence a number that increases with each acquisition; commits with an older number are refused
 */
public record Lease(String name, long fence) {}
