package console

import (
	"slices"
	"strings"
	"unicode"
)

// A setting is an entry of neon_auth.settings with a name for people.
type setting struct{ Name, Label string }

// A group of settings is a page of the section Settings.
type group struct {
	Path, Title, Lead string
	Settings          []setting // empty: the page has a form of its own
}

// groups are the pages of the section Settings, in their order. Settings in none are on the last page.
var groups = []group{
	{"general", "General", "The app’s name, where it runs, and what its users see.", []setting{
		{"name", "Name of the app"},
		{"trusted_origins", "Domains"},
		{"allow_localhost", "Allow localhost"},
		{"language", "Language"},
		{"translateErrors", "Translate error messages"},
		{"links", "Mailed links"},
		{"branding.logo", "Logo"},
		{"branding.color", "Color"},
	}},
	{"sign-up", "Sign-up", "Who may sign up, and what a password must be.", []setting{
		{"email_and_password.enabled", "Password sign-in"},
		{"email_and_password.disableSignUp", "Close sign-up"},
		{"email_and_password.autoSignIn", "Sign in after sign-up"},
		{"email_and_password.requireEmailVerification", "Require a verified address"},
		{"email_and_password.emailVerificationMethod", "Verify by"},
		{"email_and_password.sendVerificationEmailOnSignUp", "Send at sign-up"},
		{"email_and_password.sendVerificationEmailOnSignIn", "Send again at sign-in"},
		{"email_and_password.autoSignInAfterVerification", "Sign in after verification"},
		{"email_and_password.minPasswordLength", "Shortest password"},
		{"email_and_password.maxPasswordLength", "Longest password"},
		{"plugin_configs.haveIBeenPwned.enabled", "Refuse breached passwords"},
		{"plugin_configs.magicLink.enabled", "Magic links"},
		{"plugin_configs.magicLink.config.expiresIn", "Minutes a magic link is valid"},
		{"plugin_configs.magicLink.config.disableSignUp", "Magic links create no users"},
		{"plugin_configs.anonymous.enabled", "Anonymous users"},
		{"plugin_configs.anonymous.config.hourlyLimit", "Anonymous users of a client in an hour"},
		{"plugin_configs.anonymous.config.deleteAfterDays", "Days after which they are deleted"},
		{"user.changeEmail.enabled", "Users may change their address"},
		{"user.deleteUser.enabled", "Users may delete their account"},
		{"user.deleteUser.sendVerification", "Confirm deletion by mail"},
	}},
	{"sessions", "Sessions", "How long a session is cached, how requests are limited, what tokens contain.", []setting{
		{"session.expiresIn", "Seconds a session lasts"},
		{"session.updateAge", "Seconds after which a use prolongs it"},
		{"session.freshAge", "Seconds it counts as fresh"},
		{"session.cookieCache.enabled", "Cache sessions in a cookie"},
		{"session.cookieCache.maxAge", "Seconds the cache is valid"},
		{"rateLimit.enabled", "Rate limits"},
		{"jwt.expirationTime", "How long a token is valid"},
		{"jwt.issuer", "Issuer of tokens"},
		{"jwt.claimsHook", "Function that adds claims"},
		{"audit.retentionMonths", "Months of audit log"},
	}},
	{"phone", "Phone numbers", "Codes sent to a phone, by your webhook.", []setting{
		{"plugin_configs.phoneNumber.enabled", "Phone numbers"},
		{"plugin_configs.phoneNumber.config.otp_expires_in", "Seconds a code is valid"},
		{"plugin_configs.phoneNumber.config.signUpOnVerification.enabled", "A code creates users"},
		{"plugin_configs.phoneNumber.config.sendPasswordResetOTP", "Reset passwords by phone"},
		{"plugin_configs.phoneNumber.config.requireVerification", "Only verified numbers sign in with a password"},
		{"plugin_configs.phoneNumber.config.countries", "Countries, by calling code"},
		{"plugin_configs.phoneNumber.config.limits.clientPerHour", "Messages in an hour from one client"},
		{"plugin_configs.phoneNumber.config.limits.numberPerHour", "To one number"},
		{"plugin_configs.phoneNumber.config.limits.numberPerDay", "To one number in a day"},
		{"plugin_configs.phoneNumber.config.limits.prefixPerHour", "To numbers with the same seven digits"},
		{"plugin_configs.phoneNumber.config.limits.countryPerHour", "To one country"},
		{"plugin_configs.phoneNumber.config.limits.totalPerHour", "In total"},
	}},
	{"two-factor", "Two-factor", "A second factor at sign-in, and where users must prove again who they are.", []setting{
		{"plugin_configs.twoFactor.enabled", "Two-factor"},
		{"twoFactor.scope", "Ask at sign-in with"},
		{"plugin_configs.twoFactor.config.issuer", "Name in authenticator apps"},
		{"plugin_configs.twoFactor.config.trustDeviceMaxAge", "Seconds a browser is trusted"},
		{"plugin_configs.twoFactor.config.otpOptions.disable", "No mailed codes"},
		{"plugin_configs.passkey.enabled", "Passkeys"},
		{"plugin_configs.passkey.config.rpID", "Domain of passkeys"},
		{"plugin_configs.passkey.config.rpName", "Name in authenticators"},
		{"plugin_configs.passkey.config.origin", "Pages that may use passkeys"},
		{"plugin_configs.passkey.config.authenticatorSelection.userVerification", "Fingerprint or PIN"},
		{"strictTwoFactor", "Accept a code once"},
		{"strictClaims", "Assurance in tokens"},
		{"stepUp.users", "Ask again"},
		{"stepUp.maxAge", "Minutes a proof is recent"},
	}},
	{"captcha", "Captcha", "A captcha that a sign-up or sign-in needs, against programs.", []setting{
		{"plugin_configs.captcha.enabled", "Ask for a captcha"},
		{"plugin_configs.captcha.config.provider", "Captchas of"},
		{captchaSecret, "Secret key"},
		{"plugin_configs.captcha.config.siteKey", "Site key"},
		{"plugin_configs.captcha.config.minScore", "Least score"},
		{"plugin_configs.captcha.config.endpoints", "Endpoints that ask"},
		{"plugin_configs.captcha.config.siteVerifyURLOverride", "Address that verifies"},
	}},
	{"providers", "Providers", "Sign-in with others: the client that this app has at each provider.", nil},
	{"mail", "Mail", "The server that sends this project’s mail.", nil},
	{"templates", "Templates", "The mails of this project, by kind and language.", nil},
	{"webhooks", "Webhooks", "Events that an address of yours receives, signed.", []setting{
		{"webhook_config.enabled", "Send events"},
		{"webhook_config.webhookUrl", "Address"},
		{"webhook_config.enabledEvents", "Events"},
		{"webhook_config.timeoutSeconds", "Seconds an attempt may take"},
	}},
	{"plugins", "Plugins", "Organizations, teams and roles, and what a sign-in can do besides.", []setting{
		{"plugin_configs.organization.enabled", "Organizations"},
		{"plugin_configs.organization.config.allowUserToCreateOrganization", "Users may create organizations"},
		{"plugin_configs.organization.config.organizationLimit", "Organizations of a user"},
		{"plugin_configs.organization.config.membershipLimit", "Members of an organization"},
		{"plugin_configs.organization.config.creatorRole", "Role of the creator"},
		{"plugin_configs.organization.config.sendInvitationEmail", "Mail invitations"},
		{"plugin_configs.organization.config.teams.enabled", "Teams"},
		{"plugin_configs.organization.config.teams.defaultTeam.enabled", "A first team for each organization"},
		{"plugin_configs.organization.config.teams.maximumTeams", "Teams of an organization"},
		{"plugin_configs.organization.config.teams.maximumMembersPerTeam", "Members of a team"},
		{"plugin_configs.organization.config.teams.allowRemovingAllTeams", "The last team may be removed"},
		{"plugin_configs.organization.config.dynamicAccessControl.enabled", "Custom roles"},
		{"plugin_configs.organization.config.dynamicAccessControl.maximumRolesPerOrganization", "Roles of an organization"},
		{"plugin_configs.username.enabled", "Usernames"},
		{"plugin_configs.username.config.minUsernameLength", "Shortest username"},
		{"plugin_configs.username.config.maxUsernameLength", "Longest username"},
		{"plugin_configs.multiSession.enabled", "Several sessions in a browser"},
		{"plugin_configs.multiSession.config.maximumSessions", "Sessions a browser keeps"},
		{"plugin_configs.oneTimeToken.enabled", "One-time tokens"},
		{"plugin_configs.oneTimeToken.config.expiresIn", "Minutes a one-time token is valid"},
		{"plugin_configs.lastLoginMethod.enabled", "Tell the last login method"},
		{"plugin_configs.lastLoginMethod.config.storeInDatabase", "Store the last login method"},
	}},
	{"signing-keys", "Signing keys", "", nil},
	{"advanced", "Advanced", "Everything else. The defaults are the safe choice.", nil},
}

// elsewhere are settings whose form is on another page.
var elsewhere = []string{"social_providers", "email_provider."}

// allGroups returns the groups, with those of the named settings that are in none on the last page.
func allGroups(names []string) []group {
	all := slices.Clone(groups)
	last := &all[len(all)-1]
	for _, name := range names {
		isElsewhere := slices.ContainsFunc(elsewhere, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
		isListed := slices.ContainsFunc(groups, func(g group) bool {
			return slices.ContainsFunc(g.Settings, func(one setting) bool { return one.Name == name })
		})
		if !isElsewhere && !isListed {
			last.Settings = append(last.Settings, setting{name, label(name)})
		}
	}
	return all
}

// label returns a setting's name as words: "session.cookieCache.maxAge" is "Session cookie cache max age".
func label(name string) string {
	var out strings.Builder
	for i, r := range strings.NewReplacer(".", " ", "_", " ").Replace(strings.TrimPrefix(name, "plugin_configs.")) {
		switch {
		case i == 0:
			out.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			out.WriteString(" " + string(unicode.ToLower(r)))
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// SettingPages returns the paths of the pages with a form of settings, for tests that look at every one.
func SettingPages() (paths []string) {
	for _, g := range groups {
		if len(g.Settings) > 0 || g.Path == "advanced" {
			paths = append(paths, g.Path)
		}
	}
	return paths
}
