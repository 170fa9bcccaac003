//! Mail as a mechanism: outbox, delivery state, transports. Each room writes its own letters.
