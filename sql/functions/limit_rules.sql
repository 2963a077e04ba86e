-- Which paths are limited, and how: attempts in so many seconds, by the caller's address or by the person a mail
-- would go to. Of the rules of a kind the first that matches counts. The first three are Better Auth's; others of its
-- paths, 100 in 10 seconds there, are not worth a row for each request.
create view neon_auth_internal.limit_rule as
select r.position, r.subject, r.paths, r.attempts, r.seconds
from (
  values
    (1, 'address', '^/(email-otp/|sign-in/email-otp$|forget-password/email-otp$)', 3, 60),
    (2, 'address', '^/(sign-in/magic-link|magic-link/verify)', 5, 60),
    (3, 'address', '^/(sign-in|sign-up|change-password|change-email)', 3, 10),
    (4, 'address', '^/(request-password-reset|reset-password|send-verification-email|verify-|callback|oauth2|link-social)', 100, 10),
    (5, 'person', '^/(email-otp/(send-|request-)|forget-password/|request-password-reset|send-verification|sign-in/magic)',
      20, 3600)
) as r (position, subject, paths, attempts, seconds);
