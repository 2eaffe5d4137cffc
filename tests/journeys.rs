//! Journeys through the workstation by keys: what is pressed, then what the frame and the book say.

mod shop;

mod journeys {
    mod bring_in;
    mod calls;
    mod care;
    pub mod desk;
    mod drafts;
    mod home;
    mod kept;
    mod money;
    mod presence;
    mod put_back;
    mod report;
    mod room;
    mod today;
    mod welcome;
}
