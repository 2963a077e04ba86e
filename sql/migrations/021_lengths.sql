-- Whatever clients write is bounded: cookies, tokens, mails and the audit log hold it too. Requests are checked before
-- (sidecar/api/shape_length.go). Rows that are longer already stay as they are, and are shortened when they are written. A later
-- migration validates the constraints.

alter table neon_auth."user"
add constraint name_is_short check (octet_length(name) <= 8192) not valid,
add constraint email_is_short check (octet_length(email) <= 1024) not valid,
add constraint image_is_short check (octet_length(image) <= 131072) not valid,
add constraint role_is_short check (octet_length(role) <= 1024) not valid,
add constraint "banReason_is_short" check (octet_length("banReason") <= 8192) not valid;

alter table neon_auth.session
add constraint token_is_short check (octet_length(token) <= 255) not valid,
add constraint "ipAddress_is_short" check (octet_length("ipAddress") <= 255) not valid,
add constraint "userAgent_is_short" check (octet_length("userAgent") <= 4096) not valid,
add constraint "impersonatedBy_is_short" check (octet_length("impersonatedBy") <= 255) not valid,
add constraint "activeOrganizationId_is_short" check (octet_length("activeOrganizationId") <= 255) not valid;

alter table neon_auth.account
add constraint "accountId_is_short" check (octet_length("accountId") <= 1024) not valid,
add constraint "providerId_is_short" check (octet_length("providerId") <= 255) not valid,
add constraint "accessToken_is_short" check (octet_length("accessToken") <= 65536) not valid,
add constraint "refreshToken_is_short" check (octet_length("refreshToken") <= 65536) not valid,
add constraint "idToken_is_short" check (octet_length("idToken") <= 65536) not valid,
add constraint scope_is_short check (octet_length(scope) <= 8192) not valid,
add constraint password_is_short check (octet_length(password) <= 1024) not valid;

alter table neon_auth.verification
add constraint identifier_is_short check (octet_length(identifier) <= 2048) not valid,
add constraint value_is_short check (octet_length(value) <= 131072) not valid;

alter table neon_auth.organization
add constraint name_is_short check (octet_length(name) <= 1024) not valid,
add constraint slug_is_short check (octet_length(slug) <= 255) not valid,
add constraint logo_is_short check (octet_length(logo) <= 131072) not valid,
add constraint metadata_is_short check (octet_length(metadata) <= 65536) not valid;

alter table neon_auth.member
add constraint role_is_short check (octet_length(role) <= 1024) not valid;

alter table neon_auth.invitation
add constraint email_is_short check (octet_length(email) <= 1024) not valid,
add constraint role_is_short check (octet_length(role) <= 1024) not valid,
add constraint status_is_short check (octet_length(status) <= 255) not valid;

alter table neon_auth.team
add constraint name_is_short check (octet_length(name) <= 1024) not valid;

alter table neon_auth."organizationRole"
add constraint role_is_short check (octet_length(role) <= 255) not valid,
add constraint permission_is_short check (octet_length(permission) <= 65536) not valid;

alter table neon_auth.outbox
add constraint recipient_is_short check (octet_length(recipient) <= 1024) not valid,
add constraint facts_is_short check (octet_length(facts::text) <= 65536) not valid,
add constraint sealed_is_short check (octet_length(sealed) <= 262144) not valid,
add constraint "lastError_is_short" check (octet_length("lastError") <= 4096) not valid;

alter table neon_auth.webhook_event
add constraint user_is_short check (octet_length("user"::text) <= 262144) not valid,
add constraint data_is_short check (octet_length(data::text) <= 262144) not valid,
add constraint sealed_is_short check (octet_length(sealed) <= 262144) not valid,
add constraint answer_is_short check (octet_length(answer) <= 65536) not valid,
add constraint error_is_short check (octet_length(error) <= 4096) not valid,
add constraint "requestId_is_short" check (octet_length("requestId") <= 255) not valid;

alter table neon_auth.sign_up_rule
add constraint email_is_short check (octet_length(email) <= 1024) not valid,
add constraint code_is_short check (octet_length(code) <= 255) not valid,
add constraint message_is_short check (octet_length(message) <= 1024) not valid,
add constraint email_has_few_wildcards check (length(email) - length(replace(email, '*', '')) <= 4) not valid;

alter table neon_auth.request_count
add constraint key_is_short check (octet_length(key) <= 1024) not valid;

alter table neon_auth.refused_sign_in
add constraint "ipAddress_is_short" check (octet_length("ipAddress") <= 255) not valid;
