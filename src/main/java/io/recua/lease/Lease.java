package io.recua.lease;

/**
 * The right to be the only one at work on something, until it is released or runs out.
 *
 * @param name what it is on
 * @param fence grows each time the lease is taken; what an older owner commits is refused
 */
public record Lease(String name, long fence) {}
