use yew::prelude::*;

/// The key of a drawing: another one once somebody else has changed its words. A browser that translates
/// puts nodes of its own in place of the text; what is written into the old text nobody sees, and a sum on the
/// screen would be of some answers ago. So with the next change all is drawn anew, and translated anew.
/// Components that draw themselves without what they show having changed must stand outside.
#[hook]
pub fn use_drawing(touched: bool) -> u32 {
    let number = use_mut_ref(|| 0);
    let mut drawing = number.borrow_mut();
    *drawing += u32::from(touched);
    *drawing
}
