//! Pages of operators.
