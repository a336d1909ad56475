package io.recua.control;

/**
 * Who executes an action, and from where.
 *
 * @param name the user of the page or of HTTP, or the user of the operating system who runs the command
 * @param address the address that the request came from; null if it is no request
 */
public record Operator(String name, Origin origin, String address) {

    /** Where an action comes from. */
    public enum Origin {
        PAGE,
        HTTP,
        CLI,
        /** JMX, or Recua itself; they have no user. */
        JMX
    }
}
