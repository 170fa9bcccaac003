//! The two engines behind one connection type, write transactions, migrations, column
//! types, sealed columns and the file store. Rooms write their own SQL; this room only carries it.
