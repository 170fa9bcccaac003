//! Dossiers by their operations, without pages: the road, who may what, the chain, the codes.

mod acts;
pub mod chain;
mod codes;
mod filing;
pub mod office;
mod road;
mod visibility;
mod walks;
