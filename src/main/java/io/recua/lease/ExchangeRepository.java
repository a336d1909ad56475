package io.recua.lease;

import org.apache.camel.spi.IdempotentRepository;

/**
 * An idempotent repository that needs the exchange, not only the key.
 *
 * <p>It has no life cycle of its own: Camel would stop it with the first of the routes that share it.
 */
public interface ExchangeRepository extends IdempotentRepository {

    @Override
    default boolean add(String key) {
        throw needsExchange();
    }

    @Override
    default boolean contains(String key) {
        throw needsExchange();
    }

    @Override
    default boolean confirm(String key) {
        throw needsExchange();
    }

    @Override
    default boolean remove(String key) {
        throw needsExchange();
    }

    @Override
    default void clear() {
        throw needsExchange();
    }

    private static UnsupportedOperationException needsExchange() {
        return new UnsupportedOperationException("this repository works on the exchange");
    }

    @Override
    default void start() {}

    @Override
    default void stop() {}
}
