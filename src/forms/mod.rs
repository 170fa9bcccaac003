//! Form definitions, conditions, validation, rendering and answers. A form is data; no code
//! here names a procedure or a field.
