-- A username_choice is what a request sets of a user's names. name is in its normal form, display as it was written.
create type neon_auth_internal.username_choice as (
  is_set         boolean,
  name           text,
  is_display_set boolean,
  display        text
);
