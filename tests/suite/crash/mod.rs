//! The portal is killed at the worst moments: nothing that was answered with success is lost or
//! doubled. No point of the code knows of these tests. A lock or a trigger of ours, or a post office
//! that says nothing, holds the process where it is to die.

pub mod aftermath;
mod applicant;
mod database;
mod filing;
pub mod hold;
mod agency;
mod letters;
mod uploads;
mod wire;
