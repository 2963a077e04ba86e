package api

import (
	"net/http"
	"strings"

	"neonauth/gen"
)

// A route is one endpoint.
type route struct {
	method, path string
	handle       handler
}

// key returns the route's name in openapi.json's shapes.
func (r route) key() string { return r.method + " " + r.path }

// isProbe reports whether monitors and caches may also use HEAD. These routes have the same response for all clients.
func (r route) isProbe() bool {
	switch r.path {
	case "/ok", "/jwks", "/jwt", "/.well-known/jwks.json":
		return true
	}
	return false
}

// isLonger reports whether a path has more segments than the route. The router gives a parameter at the end all that is left
// of the path, with its slashes.
func (r route) isLonger(path string) bool {
	return strings.Contains(r.path, ":") && strings.Count(path, "/") > strings.Count("/:database/auth"+r.path, "/")
}

// isHot reports whether the route is so frequent that a timer and a context per request are noticeable. The handlers of
// these routes limit what they wait for themselves.
func (r route) isHot() bool { return r.path == "/get-session" }

// isRepeatable reports whether the endpoint only reads, so that it may be repeated if the database connection broke.
// A link may consume its token.
func (r route) isRepeatable() bool {
	for _, path := range []string{"/magic-link/", "/verify-email", "/delete-user/", "/callback", "/oauth", "/sign-in", "/one-time-token/"} {
		if strings.HasPrefix(r.path, path) {
			return false
		}
	}
	return r.method == http.MethodGet || r.method == http.MethodHead
}

// isLink reports whether the endpoint is the address of a mailed link.
func (r route) isLink() bool {
	switch r.path {
	case "/magic-link/verify", "/verify-email", "/delete-user/callback", "/reset-password/:token":
		return true
	}
	return false
}

// otherName returns the other name of an endpoint that has two, or "". A setting that lists either of them is meant for
// both: otherwise a client would use the name that is not listed.
func otherName(path string) string {
	switch path {
	case "/forget-password/email-otp":
		return "/email-otp/request-password-reset"
	case "/email-otp/request-password-reset":
		return "/forget-password/email-otp"
	case "/email-otp/passcode":
		return "/email-otp/reset-password"
	case "/email-otp/reset-password":
		return "/email-otp/passcode"
	case "/revoke-all-sessions":
		return "/revoke-other-sessions"
	case "/revoke-other-sessions":
		return "/revoke-all-sessions"
	}
	return ""
}

// routes is the table of endpoints, one per line. A test checks that openapi.json describes the same ones.
func routes() map[string]route {
	table := []route{
		{"POST", "/sign-up/email", body((*Server).signUpEmail)},
		{"POST", "/sign-in/email", body((*Server).signInEmail)},
		{"POST", "/sign-in/username", body((*Server).signInUsername)},
		{"POST", "/is-username-available", body((*Server).isUsernameAvailable)},
		{"POST", "/sign-in/email-otp", body((*Server).signInCode)},
		{"POST", "/sign-in/phone-number", body((*Server).signInPhone)},
		{"POST", "/sign-in/magic-link", body((*Server).requestMagicLink)},
		{"GET", "/magic-link/verify", (*Server).useMagicLink},
		{"POST", "/magic-link/verify", (*Server).useMagicLink}, // the button of the GET's confirmation page
		{"POST", "/sign-in/social", body((*Server).signInSocial)},
		{"GET", "/sign-in/social/init", (*Server).initSocial},
		{"GET", "/callback/:id", (*Server).callback},
		{"POST", "/callback/:id", (*Server).postCallback}, // a provider that posts its response
		{"POST", "/sign-in/oauth2", body((*Server).signInOAuth2)},
		{"GET", "/oauth2/callback/:id", (*Server).callback},
		{"POST", "/sign-out", body((*Server).signOut)},

		{"POST", "/send-verification-email", body((*Server).sendVerificationEmail)},
		{"GET", "/verify-email", (*Server).verifyEmail},
		{"POST", "/verify-email", (*Server).verifyEmail}, // the button of the GET's confirmation page
		{"POST", "/email-otp/send-verification-otp", body((*Server).sendCode)},
		{"POST", "/email-otp/check-verification-otp", body((*Server).checkCode)},
		{"POST", "/email-otp/verify-email", body((*Server).verifyEmailCode)},

		{"POST", "/request-password-reset", body((*Server).requestPasswordReset)},
		{"GET", "/reset-password/:token", (*Server).resetPasswordLink},
		{"POST", "/reset-password", body((*Server).resetPassword)},
		{"POST", "/email-otp/request-password-reset", body((*Server).sendResetCode)},
		{"POST", "/forget-password/email-otp", body((*Server).sendResetCode)}, // its name before 1.4
		{"POST", "/email-otp/reset-password", body((*Server).resetPasswordCode)},
		{"POST", "/email-otp/passcode", body((*Server).resetPasswordCode)}, // the Next SDK's name

		{"GET", "/get-session", (*Server).getSession},
		{"POST", "/get-session", (*Server).getSession}, // the Next SDK repeats the page's method
		{"GET", "/list-sessions", body((*Server).listSessions)},
		{"POST", "/revoke-session", body((*Server).revokeSession)},
		{"POST", "/revoke-sessions", body((*Server).revokeSessions)},
		{"POST", "/revoke-other-sessions", body((*Server).revokeOtherSessions)},
		{"POST", "/revoke-all-sessions", body((*Server).revokeOtherSessions)}, // the Next SDK's name

		{"POST", "/update-user", body((*Server).updateUser)},
		{"POST", "/change-password", body((*Server).changePassword)},
		{"POST", "/verify-password", body((*Server).verifyPassword)},
		{"POST", "/change-email", body((*Server).changeEmail)},
		{"POST", "/delete-user", body((*Server).deleteUser)},
		{"GET", "/delete-user/callback", (*Server).confirmDeleteUser},

		{"GET", "/list-accounts", body((*Server).listAccounts)},
		{"GET", "/account-info", body((*Server).accountInfo)},
		{"POST", "/link-social", body((*Server).linkSocial)},
		{"POST", "/oauth2/link", body((*Server).linkOAuth2)},
		{"POST", "/unlink-account", body((*Server).unlinkAccount)},
		{"POST", "/get-access-token", body((*Server).getAccessToken)},
		{"POST", "/refresh-token", body((*Server).refreshToken)},

		{"POST", "/two-factor/enable", body((*Server).enableTwoFactor)},
		{"POST", "/two-factor/disable", body((*Server).disableTwoFactor)},
		{"POST", "/two-factor/get-totp-uri", body((*Server).getTOTPURI)},
		{"POST", "/two-factor/verify-totp", body((*Server).verifyTOTP)},
		{"POST", "/two-factor/send-otp", body((*Server).sendSecondCode)},
		{"POST", "/two-factor/verify-otp", body((*Server).verifySecondCode)},
		{"POST", "/two-factor/generate-backup-codes", body((*Server).generateBackupCodes)},
		{"POST", "/two-factor/verify-backup-code", body((*Server).verifyBackupCode)},

		{"POST", "/sign-in/anonymous", body((*Server).signInAnonymous)},
		{"POST", "/delete-anonymous-user", body((*Server).deleteAnonymousUser)},

		{"GET", "/passkey/generate-register-options", body((*Server).beginPasskeyRegistration)},
		{"POST", "/passkey/verify-registration", body((*Server).addPasskey)},
		{"GET", "/passkey/generate-authenticate-options", body((*Server).beginPasskeySignIn)},
		{"POST", "/passkey/verify-authentication", body((*Server).signInPasskey)},
		{"GET", "/passkey/list-user-passkeys", body((*Server).listPasskeys)},
		{"POST", "/passkey/update-passkey", body((*Server).updatePasskey)},
		{"POST", "/passkey/delete-passkey", body((*Server).deletePasskey)},

		{"GET", "/one-time-token/generate", body((*Server).generateOneTimeToken)},
		{"POST", "/one-time-token/verify", body((*Server).useOneTimeToken)},

		{"GET", "/multi-session/list-device-sessions", body((*Server).listDeviceSessions)},
		{"POST", "/multi-session/set-active", body((*Server).setActiveSession)},
		{"POST", "/multi-session/revoke", body((*Server).revokeDeviceSession)},

		{"POST", "/phone-number/send-otp", body((*Server).sendPhoneCode)},
		{"POST", phoneVerifyPath, body((*Server).verifyPhoneNumber)},
		{"POST", "/phone-number/request-password-reset", body((*Server).requestPhoneReset)},
		{"POST", "/phone-number/reset-password", body((*Server).resetPasswordByPhone)},

		{"GET", "/admin/get-user", body((*Server).getUser)},
		{"GET", "/admin/list-users", body((*Server).listUsers)},
		{"POST", "/admin/create-user", body((*Server).createUser)},
		{"POST", "/admin/update-user", body((*Server).adminUpdateUser)},
		{"POST", "/admin/set-role", body((*Server).setRole)},
		{"POST", "/admin/ban-user", body((*Server).banUser)},
		{"POST", "/admin/unban-user", body((*Server).unbanUser)},
		{"POST", "/admin/remove-user", body((*Server).removeUser)},
		{"POST", "/admin/set-user-password", body((*Server).setUserPassword)},
		{"POST", "/admin/list-user-sessions", body((*Server).listUserSessions)},
		{"POST", "/admin/revoke-user-session", body((*Server).revokeUserSession)},
		{"POST", "/admin/revoke-user-sessions", body((*Server).revokeUserSessions)},
		{"POST", "/admin/impersonate-user", body((*Server).impersonateUser)},
		{"POST", "/admin/stop-impersonating", body((*Server).stopImpersonating)},
		{"POST", "/admin/has-permission", body((*Server).hasPermission)},

		{"POST", "/organization/create", pass((*gen.Queries).CreateOrganization)},
		{"POST", "/organization/check-slug", pass((*gen.Queries).CheckSlug)},
		{"GET", "/organization/check-slug", pass((*gen.Queries).CheckSlug)}, // the Next SDK's method
		{"GET", "/organization/list", pass((*gen.Queries).ListOrganizations)},
		{"GET", "/organization/get-full-organization", (*Server).getFullOrganization},
		{"POST", "/organization/set-active", (*Server).setActiveOrganization},
		{"POST", "/organization/update", pass((*gen.Queries).UpdateOrganization)},
		{"POST", "/organization/delete", (*Server).deleteOrganization},
		{"POST", "/organization/has-permission", pass((*gen.Queries).CheckPermission)},

		{"GET", "/organization/list-members", pass((*gen.Queries).ListMembers)},
		{"GET", "/organization/get-active-member", pass((*gen.Queries).GetActiveMember)},
		{"GET", "/organization/get-active-member-role", pass((*gen.Queries).GetActiveMemberRole)},
		{"POST", "/organization/update-member-role", pass((*gen.Queries).UpdateMemberRole)},
		{"POST", "/organization/remove-member", pass((*gen.Queries).RemoveMember)},
		{"POST", "/organization/leave", pass((*gen.Queries).LeaveOrganization)},

		{"POST", "/organization/invite-member", (*Server).inviteMember},
		{"POST", "/organization/accept-invitation", (*Server).acceptInvitation},
		{"POST", "/organization/reject-invitation", pass((*gen.Queries).RejectInvitation)},
		{"POST", "/organization/cancel-invitation", pass((*gen.Queries).CancelInvitation)},
		{"GET", "/organization/get-invitation", pass((*gen.Queries).GetInvitation)},
		{"GET", "/organization/list-invitations", pass((*gen.Queries).ListInvitations)},
		{"GET", "/organization/list-user-invitations", pass((*gen.Queries).ListUserInvitations)},

		{"POST", "/organization/create-team", pass((*gen.Queries).CreateTeam)},
		{"GET", "/organization/list-teams", pass((*gen.Queries).ListTeams)},
		{"POST", "/organization/update-team", pass((*gen.Queries).UpdateTeam)},
		{"POST", "/organization/remove-team", pass((*gen.Queries).RemoveTeam)},
		{"POST", "/organization/set-active-team", (*Server).setActiveTeam},
		{"GET", "/organization/list-user-teams", pass((*gen.Queries).ListUserTeams)},
		{"GET", "/organization/list-team-members", pass((*gen.Queries).ListTeamMembers)},
		{"POST", "/organization/add-team-member", pass((*gen.Queries).AddTeamMember)},
		{"POST", "/organization/remove-team-member", pass((*gen.Queries).RemoveTeamMember)},

		{"POST", "/organization/create-role", pass((*gen.Queries).CreateRole)},
		{"GET", "/organization/list-roles", pass((*gen.Queries).ListRoles)},
		{"GET", "/organization/get-role", pass((*gen.Queries).GetRole)},
		{"POST", "/organization/update-role", pass((*gen.Queries).UpdateRole)},
		{"POST", "/organization/delete-role", pass((*gen.Queries).DeleteRole)},

		{"GET", "/token", (*Server).token},
		{"GET", "/token/anonymous", (*Server).anonymousToken},
		{"GET", "/.well-known/jwks.json", body((*Server).jwks)},
		{"GET", "/jwks", body((*Server).jwks)},
		{"GET", "/jwt", body((*Server).jwks)}, // the Next SDK's name

		{"POST", "/users-sync/:provider", (*Server).receiveUserEvent},

		{"GET", "/ok", body((*Server).ok)},
		{"GET", "/error", (*Server).errorPage},
		{"GET", "/reference", (*Server).referencePage},
		{"GET", "/open-api/generate-schema", body((*Server).generateSchema)},
	}
	byKey := make(map[string]route, len(table))
	for _, r := range table {
		byKey[r.key()] = r
	}
	return byKey
}
