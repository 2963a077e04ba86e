package translation

import "strings"

// failures are the failures in sql/functions/failures.sql by the message that tells their reader the same. Codes say more,
// and never change.
var failures = map[string]string{
	"unavailable":       "CAPTCHA_NOT_VERIFIED CONFIG_CHANGED CONFLICT KEY_NOT_READY CLAIMS_HOOK_FAILED LINK_HOOK_FAILED BUSY NOT_READY MAIL_NOT_AVAILABLE WEBHOOK_NOT_ASKED WEBHOOK_FAILED WEBHOOK_HELD",
	"too-many-requests": "TOO_MANY_REQUESTS",
	"invalid-request": "INVALID_BODY UNSUPPORTED_MEDIA_TYPE INVALID_VALUE MESSAGE_SIGNATURE_INVALID MESSAGE_TOO_OLD INVITEE_UNKNOWN EMAIL_NOT_FOR_CLIENTS " +
		"INVALID_ROLE_TYPE INVALID_RESOURCE ORGANIZATION_ID_IS_REQUIRED FIELD_NOT_ALLOWED PASSWORD_HASH_REFUSED CHALLENGE_NOT_FOUND ROLE_NOT_NAMED",
	"too-large": "BODY_TOO_LARGE",
	"untrusted": "INVALID_ORIGIN MISSING_OR_NULL_ORIGIN CROSS_SITE_NAVIGATION INVALID_CALLBACK_URL INVALID_REDIRECT_URL INVALID_ERROR_CALLBACK_URL " +
		"INVALID_NEW_USER_CALLBACK_URL PASSKEY_ORIGIN_MISSING",
	"not-allowed": "CLIENT_REQUESTS_DISABLED ANONYMOUS_DELETION_DISABLED USER_IS_NOT_ANONYMOUS CREATE_ORGANIZATION_NOT_ALLOWED UPDATE_ORGANIZATION_NOT_ALLOWED DELETE_ORGANIZATION_NOT_ALLOWED DELETE_MEMBER_NOT_ALLOWED " +
		"UPDATE_MEMBER_NOT_ALLOWED INVITE_NOT_ALLOWED INVITE_ROLE_NOT_ALLOWED CANCEL_NOT_ALLOWED GET_USER_NOT_ALLOWED CREATE_USER_NOT_ALLOWED " +
		"UPDATE_USER_NOT_ALLOWED SET_ROLE_NOT_ALLOWED BAN_USER_NOT_ALLOWED LIST_SESSIONS_NOT_ALLOWED REVOKE_SESSIONS_NOT_ALLOWED " +
		"IMPERSONATE_NOT_ALLOWED DELETE_USER_NOT_ALLOWED SET_PASSWORD_NOT_ALLOWED LIST_USERS_NOT_ALLOWED CREATE_TEAM_NOT_ALLOWED " +
		"UPDATE_TEAM_NOT_ALLOWED DELETE_TEAM_NOT_ALLOWED DELETE_TEAMS_NOT_ALLOWED LIST_TEAMS_NOT_ALLOWED ADD_TEAM_MEMBER_NOT_ALLOWED " +
		"REMOVE_TEAM_MEMBER_NOT_ALLOWED CREATE_ROLE_NOT_ALLOWED UPDATE_ROLE_NOT_ALLOWED DELETE_ROLE_NOT_ALLOWED READ_ROLE_NOT_ALLOWED LIST_ROLES_NOT_ALLOWED",
	"no-data":                      "NO_FIELDS_TO_UPDATE NO_DATA_TO_UPDATE",
	"invalid-email":                "INVALID_EMAIL",
	"invalid-password":             "INVALID_PASSWORD",
	"invalid-email-or-password":    "INVALID_EMAIL_OR_PASSWORD",
	"invalid-phone":                "INVALID_PHONE_NUMBER",
	"invalid-phone-or-password":    "INVALID_PHONE_NUMBER_OR_PASSWORD",
	"phone-not-verified":           "PHONE_NUMBER_NOT_VERIFIED",
	"phone-unknown":                "PHONE_NUMBER_NOT_REGISTERED",
	"phone-exists":                 "PHONE_NUMBER_EXISTS FAILED_TO_CREATE_USER",
	"phone-fixed":                  "PHONE_NUMBER_CANNOT_BE_UPDATED",
	"phone-country":                "PHONE_COUNTRY_NOT_ALLOWED",
	"no-text-messages":             "SEND_OTP_NOT_IMPLEMENTED",
	"reset-disabled":               "RESET_PASSWORD_DISABLED",
	"invalid-username-or-password": "INVALID_USERNAME_OR_PASSWORD",
	"username-too-short":           "USERNAME_TOO_SHORT SIGN_IN_USERNAME_TOO_SHORT",
	"username-too-long":            "USERNAME_TOO_LONG SIGN_IN_USERNAME_TOO_LONG",
	"username-invalid":             "USERNAME_INVALID SIGN_IN_USERNAME_INVALID",
	"username-taken":               "USERNAME_IS_TAKEN",
	"password-too-short":           "PASSWORD_TOO_SHORT",
	"password-too-long":            "PASSWORD_TOO_LONG",
	"captcha":                      "CAPTCHA_MISSING CAPTCHA_REFUSED",
	"password-compromised":         "PASSWORD_COMPROMISED",
	"password-disabled":            "EMAIL_AND_PASSWORD_DISABLED",
	"sign-up-disabled":             "SIGN_UP_DISABLED SIGN_UP_REFUSED SIGNUP_DISABLED",
	"user-exists":                  "USER_ALREADY_EXISTS EMAIL_IS_TAKEN",
	"user-not-found":               "USER_NOT_FOUND NO_SUCH_USER CALLER_NOT_FOUND",
	"invalid-code":                 "INVALID_OTP INVALID_CODE OTP_NOT_FOUND",
	"code-expired":                 "OTP_EXPIRED SECOND_CODE_EXPIRED",
	"too-many-attempts":            "TOO_MANY_ATTEMPTS",
	"too-many-codes":               "TOO_MANY_SECOND_CODES",
	"invalid-token":                "INVALID_TOKEN ID_TOKEN_INVALID DELETE_TOKEN_INVALID VERIFICATION_NOT_FOUND TOKEN_EXPIRED",
	"email-mismatch":               "EMAIL_MISMATCH",
	"email-already-verified":       "EMAIL_ALREADY_VERIFIED",
	"email-not-verified":           "EMAIL_NOT_VERIFIED",
	"banned":                       "BANNED_USER",
	"email-fixed":                  "EMAIL_CAN_NOT_BE_UPDATED",
	"email-same":                   "EMAIL_IS_THE_SAME",
	"no-password":                  "CREDENTIAL_ACCOUNT_NOT_FOUND PASSWORD_CREDENTIAL_NOT_FOUND",
	"not-authenticated":            "NOT_AUTHENTICATED",
	"already-anonymous":            "ANONYMOUS_AGAIN",
	"sign-in-again":                "SESSION_NOT_FRESH SESSION_EXPIRED SESSION_NOT_FOUND SESSION_HAS_EXPIRED INVALID_SESSION_TOKEN INVALID_TWO_FACTOR_COOKIE STEP_UP_REQUIRED",
	"two-factor-off":               "TWO_FACTOR_NOT_ENABLED TOTP_NOT_ENABLED BACKUP_CODES_NOT_ENABLED SECOND_CODE_NOT_POSSIBLE",
	"invalid-backup-code":          "INVALID_BACKUP_CODE",
	"second-factor":                "SECOND_FACTOR_REQUIRED TWO_FACTOR_REQUIRED",
	"too-many-organizations":       "TOO_MANY_ORGANIZATIONS",
	"organization-exists":          "ORGANIZATION_ALREADY_EXISTS",
	"slug-taken":                   "ORGANIZATION_SLUG_ALREADY_TAKEN SLUG_IS_TAKEN",
	"organization-not-found":       "ORGANIZATION_NOT_FOUND",
	"no-active-organization":       "NO_ACTIVE_ORGANIZATION NO_ORGANIZATION_FOR_ROLE",
	"not-a-member":                 "NOT_A_MEMBER",
	"user-not-a-member":            "ORGANIZATION_NOT_YOURS ORGANIZATION_UNKNOWN_TO_YOU ORGANIZATION_CLOSED",
	"member-not-found":             "MEMBER_NOT_FOUND",
	"only-owner":                   "ONLY_OWNER OWNER_NEEDED",
	"sole-owner":                   "SOLE_OWNER",
	"role-not-found":               "ROLE_NOT_FOUND ROLE_UNKNOWN",
	"member-limit":                 "MEMBERSHIP_LIMIT_REACHED TEAM_MEMBER_LIMIT_REACHED",
	"already-member":               "ALREADY_A_MEMBER",
	"already-invited":              "ALREADY_INVITED",
	"invitation-limit":             "INVITATION_LIMIT_REACHED",
	"invitation-not-found":         "INVITATION_NOT_FOUND INVITATION_GONE",
	"not-the-recipient":            "NOT_THE_RECIPIENT",
	"inviter-left":                 "INVITER_LEFT",
	"verify-first":                 "INVITEE_NOT_VERIFIED",
	"no-active-team":               "NO_ACTIVE_TEAM",
	"team-not-found":               "TEAM_NOT_FOUND",
	"too-many-teams":               "TOO_MANY_TEAMS",
	"last-team":                    "LAST_TEAM",
	"not-in-team":                  "NOT_IN_TEAM TEAM_CLOSED",
	"role-taken":                   "ROLE_NAME_TAKEN",
	"role-predefined":              "ROLE_IS_PREDEFINED",
	"too-many-roles":               "TOO_MANY_ROLES",
	"account-not-found":            "ACCOUNT_NOT_FOUND",
	"passkey-not-found":            "PASSKEY_UNKNOWN PASSKEY_NOT_FOUND",
	"passkey-failed":               "PASSKEY_FAILED PASSKEY_CHALLENGE_NOT_FOUND PASSKEY_NOT_REGISTERED PASSKEY_NOT_YOURS",
	"passkey-exists":               "PASSKEY_ALREADY_REGISTERED",
	"too-many-passkeys":            "TOO_MANY_PASSKEYS",
	"last-account":                 "LAST_ACCOUNT LAST_PASSKEY",
	"provider-unavailable": "PROVIDER_NOT_CONFIGURED PROVIDER_NOT_SUPPORTED PROVIDER_UNKNOWN PROVIDER_NOT_FOUND PROVIDER_CONFIG_NOT_FOUND " +
		"INVALID_OAUTH_CONFIGURATION ID_TOKEN_NOT_SUPPORTED",
	"provider-failed": "PROVIDER_UNAVAILABLE ACCESS_TOKEN_FAILED REFRESH_TOKEN_NOT_FOUND ACCESS_TOKEN_NOT_FOUND REFRESH_FAILED PROVIDER_INFO_MISSING " +
		"FAILED_TO_GET_USER_INFO PROVIDER_ID_MISSING",
	"not-linked":            "LINKING_NOT_ALLOWED LINKING_OTHER_EMAIL LINKING_FAILED ACCOUNT_NOT_LINKED SUBJECT_CHANGED",
	"provider-email":        "PROVIDER_EMAIL_MISSING PROVIDER_EMAIL_UNVERIFIED",
	"impersonating":         "IMPERSONATING",
	"not-impersonating":     "NOT_IMPERSONATING ADMIN_SESSION_NOT_FOUND",
	"last-administrator":    "LAST_ADMINISTRATOR",
	"not-yourself":          "CANNOT_BAN_YOURSELF CANNOT_DEMOTE_YOURSELF CANNOT_REMOVE_YOURSELF",
	"no-impersonation":      "CANNOT_IMPERSONATE_ADMINS",
	"change-email-disabled": "CHANGE_EMAIL_DISABLED",
}

// untranslated are failures whose message is a code, a detail for developers, or never seen by an app's user.
const untranslated = "LINK_INVALID_TOKEN LINK_TOKEN_EXPIRED LINK_USER_NOT_FOUND LINK_UNAUTHORIZED VALIDATION_ERROR " +
	"CONFIRMATION_DIFFERS INVALID_SHARED_OAUTH_PROVIDER OAUTH_PROVIDER_EXISTS OAUTH_PROVIDER_NOT_FOUND NO_OWN_MAIL_SERVER NOT_A_COPY NOT_A_BRANCH_IDENTITY"

// byFailure is failures by name.
var byFailure = func() map[string]string {
	all := map[string]string{}
	for id, names := range failures {
		for name := range strings.FieldsSeq(names) {
			all[name] = "error." + id
		}
	}
	for name := range strings.FieldsSeq(untranslated) {
		all[name] = ""
	}
	return all
}()

// Failure returns the message of a failure in sql/functions/failures.sql. It returns "" if the failure keeps its own.
// known is false for the name of no failure here.
func Failure(lang, name string) (text string, known bool) {
	id, known := byFailure[name]
	if id == "" {
		return "", known
	}
	return Text(lang, id, nil), true
}
