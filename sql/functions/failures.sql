-- Every way to say no, once: the name is ours, status and message are Better Auth's. The wire's code is
-- made from the message (upper case, blanks to _, the rest dropped) unless one is given. %s is filled
-- by fail(). An empty message answers with an empty body.
create view neon_auth_internal.failure as
select
  f.name,
  f.status,
  coalesce(f.code, neon_auth_internal.failure_code(f.message)) as code,
  f.message
from (
  values
    -- name, status, code (null: from the message), message
    ('UNAUTHORIZED', 401, null, ''),
    ('NOT_FOUND', 404, null, ''),
    ('CONFIG_CHANGED', 503, null, 'The settings are changing'),
    ('CONFLICT', 503, null, 'Another change is under way'),
    ('KEY_NOT_READY', 503, null, 'The signing key cannot be opened'),
    ('BUSY', 503, null, 'The server is busy'),
    ('NOT_READY', 503, null, 'The server is not ready'),
    ('INVALID_BODY', 400, null, 'Invalid request body'),
    ('VALIDATION_ERROR', 400, 'VALIDATION_ERROR', '%s'),
    ('UNSUPPORTED_MEDIA_TYPE', 415, 'UNSUPPORTED_MEDIA_TYPE',
      'Content-Type "%s" is not allowed. Allowed types: %s'),
    ('INVALID_VALUE', 400, null, 'Invalid value'),
    ('BODY_TOO_LARGE', 413, null, 'Request body is too large'),
    ('INVALID_ORIGIN', 403, null, 'Invalid origin'),
    ('MISSING_OR_NULL_ORIGIN', 403, null, 'Missing or null Origin'),
    ('CROSS_SITE_NAVIGATION', 403, null,
      'Cross-site navigation login blocked. This request appears to be a CSRF attack.'),
    ('INVALID_CALLBACK_URL', 403, null, 'Invalid callbackURL'),
    ('INVALID_REDIRECT_URL', 403, null, 'Invalid redirectURL'),
    ('INVALID_ERROR_CALLBACK_URL', 403, null, 'Invalid errorCallbackURL'),
    ('INVALID_NEW_USER_CALLBACK_URL', 403, null, 'Invalid newUserCallbackURL'),
    ('INVALID_EMAIL', 400, null, 'Invalid email'),
    ('INVALID_PASSWORD', 400, null, 'Invalid password'),
    ('INVALID_EMAIL_OR_PASSWORD', 401, null, 'Invalid email or password'),
    ('PASSWORD_TOO_SHORT', 400, null, 'Password too short'),
    ('PASSWORD_TOO_LONG', 400, null, 'Password too long'),
    ('EMAIL_AND_PASSWORD_DISABLED', 400, null, 'Email and password is not enabled'),
    ('SIGN_UP_DISABLED', 400, null, 'Email and password sign up is not enabled'),
    ('USER_ALREADY_EXISTS', 422, null, 'User already exists. Use another email.'),
    ('USER_NOT_FOUND', 404, null, 'User not found'),
    ('EMAIL_NOT_VERIFIED', 403, null, 'Email not verified'),
    ('BANNED_USER', 403, 'BANNED_USER',
      'You have been banned from this application. Please contact support if you believe this is an error.'),
    ('FIELD_NOT_ALLOWED', 400, null, '%s is not allowed to be set'),
    ('EMAIL_CAN_NOT_BE_UPDATED', 400, null, 'Email can not be updated'),
    ('NO_FIELDS_TO_UPDATE', 400, null, 'No fields to update'),
    ('CREDENTIAL_ACCOUNT_NOT_FOUND', 400, null, 'Credential account not found')
) as f (name, status, code, message);
